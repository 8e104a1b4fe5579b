import { findRunFolders } from '../store/find.js'
import type { Workspace } from './open.js'

const MAX_NAMES = 2_000

/** Last parts of the paths of runs, as completion offers them; at most 2,000. */
export function runNames(workspace: Workspace): string[] {
  const names: string[] = []
  for (const dir of findRunFolders(workspace.root)) {
    if (names.push(dir.slice(dir.lastIndexOf('/') + 1)) === MAX_NAMES) break
  }
  return names
}
