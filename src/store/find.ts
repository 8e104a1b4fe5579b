import { listEntries } from '../disk/directory.js'
import { statIfThere } from '../disk/read.js'
import { MANIFEST_FILE } from './read.js'

/** `runs/<split>/<run type>/<scope id>/<timestamp>` is the deepest built-in layout; patterns may go further. */
const MAX_DEPTH = 8

/** Below `outputs/` every folder with a manifest is a run, whatever its name. */
const ROOTS = ['outputs', 'runs'] as const

/**
 * Folders that may be runs, relative to the workspace, in no order. Below `outputs/` each folder is offered as it is
 * (whoever opens it sees whether it is one); below `runs/` only folders that hold a manifest. Runs are not searched for runs.
 */
export function* findRunFolders(root: string): Generator<string> {
  for (const top of ROOTS) {
    const depth = top === 'outputs' ? 1 : MAX_DEPTH
    yield* search(root, top, depth)
  }
}

function* search(root: string, folder: string, depth: number): Generator<string> {
  for (const entry of listEntries(`${root}/${folder}`)) {
    if (entry.kind !== 'directory' || entry.name.startsWith('.')) continue
    const dir = `${folder}/${entry.name}`
    if (isRunFolder(root, dir)) yield dir
    else if (depth > 1) yield* search(root, dir, depth - 1)
  }
}

export function isRunFolder(root: string, dir: string): boolean {
  return statIfThere(`${root}/${dir}/${MANIFEST_FILE}`) !== undefined
}
