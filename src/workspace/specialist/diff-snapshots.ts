import { type Difference, diffConfigs } from '../../config/difference.js'
import type { Workspace } from '../open.js'
import { readSnapshot, type SnapshotQuery } from './snapshots.js'

/** Two snapshots of one specialist and the leaves in which they differ. */
export interface SnapshotDifference {
  readonly before: string
  readonly after: string
  readonly differences: readonly Difference[]
}

/** What changed from one snapshot to another. Throws as `readSnapshot`. */
export function diffSnapshots(
  workspace: Workspace,
  query: Omit<SnapshotQuery, 'number'>,
  numbers: { readonly before: number; readonly after: number },
): SnapshotDifference {
  const before = readSnapshot(workspace, { ...query, number: numbers.before })
  const after = readSnapshot(workspace, { ...query, number: numbers.after })
  const differences = diffConfigs(before.content, after.content)
  return { before: before.row.path, after: after.row.path, differences }
}
