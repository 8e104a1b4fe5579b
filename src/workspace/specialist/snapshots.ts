import { resolve } from 'node:path'
import { parseConfig } from '../../config/read.js'
import type { ConfigTree } from '../../config/tree.js'
import { readText } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'
import { listSnapshots, type Snapshot, snapshotsOf } from '../../specialist/snapshot.js'
import { parseSpecialistName, parseTemplateVersion } from '../../specialist/template.js'
import { didYouMean } from '../../value/nearest.js'
import type { Workspace } from '../open.js'

export interface SnapshotQuery {
  readonly name: string
  readonly version: string | undefined
  readonly number: number | undefined
  readonly output: string | undefined
}

/** A snapshot in a list; keys as `snapshots list --json` prints them. `path` is relative to the workspace. */
export interface SnapshotRow {
  readonly name: string
  readonly version: string
  readonly number: number
  readonly snapshot_id: string
  readonly path: string
}

const OUTPUT = 'output'

/** All snapshots, or those of one specialist. `output` is another root than `output/`, relative to the workspace. */
export function snapshotRows(
  workspace: Workspace,
  name: string | undefined,
  output: string | undefined,
): SnapshotRow[] {
  const wanted = name === undefined ? undefined : parseSpecialistName(name)
  return listSnapshots(outputRoot(workspace, output))
    .filter((snapshot) => wanted === undefined || snapshot.name === wanted)
    .map((snapshot) => rowOf(snapshot, output))
}

/** One snapshot: of the number that is given, else the newest. Throws TEMPLATE_UNKNOWN, ARGUMENT_MISSING, NAME_INVALID. */
export function findSnapshot(workspace: Workspace, query: SnapshotQuery): SnapshotRow {
  const { output, number } = query
  const name = parseSpecialistName(query.name)
  const version =
    query.version === undefined ? onlyVersion(workspace, name, output) : parseTemplateVersion(query.version)
  const snapshots = snapshotsOf(outputRoot(workspace, output), name, version)
  const found = number === undefined ? snapshots.at(-1) : snapshots.find((snapshot) => snapshot.number === number)
  if (found !== undefined) return rowOf(found, output)
  const what = number === undefined ? 'no snapshot' : `no snapshot ${number}`
  throw new RundirError('TEMPLATE_UNKNOWN', `${name} ${version} has ${what} in ${output ?? OUTPUT}/`, {
    hint: 'rundir snapshots list lists them',
  })
}

/** As `findSnapshot`, with what it holds. Throws CONFIG_SYNTAX for a file that does not parse. */
export function readSnapshot(
  workspace: Workspace,
  query: SnapshotQuery,
): { readonly row: SnapshotRow; readonly text: string; readonly content: ConfigTree } {
  const row = findSnapshot(workspace, query)
  const text = readText(resolve(workspace.root, row.path))
  return { row, text, content: parseConfig(text, row.path) }
}

/** The folder of snapshots, absolute. */
export function outputRoot(workspace: Workspace, output: string | undefined): string {
  return resolve(workspace.root, output ?? OUTPUT)
}

function onlyVersion(workspace: Workspace, name: string, output: string | undefined): string {
  const all = listSnapshots(outputRoot(workspace, output))
  const versions = [...new Set(all.filter((snapshot) => snapshot.name === name).map(({ version }) => version))]
  const [only, ...others] = versions
  if (only === undefined) {
    throw new RundirError('TEMPLATE_UNKNOWN', `there is no snapshot of ${name} in ${output ?? OUTPUT}/`, {
      hint: didYouMean(name, new Set(all.map((snapshot) => snapshot.name))) ?? 'rundir snapshots list lists them',
    })
  }
  if (others.length === 0) return only
  throw new RundirError('ARGUMENT_MISSING', `${name} has snapshots of ${versions.length} versions`, {
    hint: `give --version, one of ${versions.join(', ')}`,
  })
}

function rowOf(snapshot: Snapshot, output: string | undefined): SnapshotRow {
  const { name, version, number, snapshotId, path } = snapshot
  return { name, version, number, snapshot_id: snapshotId, path: `${output ?? OUTPUT}/${path}` }
}
