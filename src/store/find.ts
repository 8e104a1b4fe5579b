import { listFolders } from '../disk/directory.js'
import { statIfThere } from '../disk/read.js'
import { isRundirError } from '../error/rundir-error.js'
import { nameClaimPath } from './claim.js'
import { Damage, MANIFEST_FILE, type Reader, type Run, readRunUnless } from './read.js'

/** `runs/<split>/<run type>/<scope id>/<timestamp>` is the deepest built-in layout; patterns may go further. */
const MAX_DEPTH = 8

/**
 * The folders from which all runs of a workspace are reached: each entry of `outputs/`, and each entry of each entry of
 * `runs/`, relative to the workspace, in no order. They can be shared out among threads.
 */
export function listCandidates(root: string): string[] {
  const candidates = foldersIn(root, 'outputs')
  for (const dir of foldersIn(root, 'runs')) {
    if (isKnownFolder(root, dir)) candidates.push(dir)
    else candidates.push(...foldersWithin(root, dir))
  }
  return candidates
}

/**
 * Reads the runs at and below a candidate; a run is not searched for runs. A folder without a manifest is damage only where
 * its name was handed out: other folders are not ours. Runs that are too old are passed over (`readRunUnless`).
 */
export function* readCandidate(
  reader: Reader,
  dir: string,
  isTooOld?: (createdAt: string) => boolean,
): Generator<Run | Damage> {
  const run = readRunUnless(reader, dir, isTooOld)
  if (run === undefined) return
  if (!(run instanceof Damage && run.kind === 'unborn') || isClaimed(reader.root, dir)) yield run
  else if (mayHoldRuns(dir)) {
    for (const inner of foldersWithin(reader.root, dir)) yield* readCandidate(reader, inner, isTooOld)
  }
}

/** Folders that hold a manifest, relative to the workspace, in no order. */
export function* findRunFolders(root: string): Generator<string> {
  for (const candidate of listCandidates(root)) yield* search(root, candidate, isRunFolder)
}

/**
 * As `findRunFolders`, and folders whose name was handed out before a crash came: all that a list shows and a person may mean.
 * `within`: only at and below that folder.
 */
export function* findKnownFolders(root: string, within?: string): Generator<string> {
  const isTop = within === 'outputs' || within === 'runs'
  const candidates = within === undefined || isTop ? listCandidates(root) : [within]
  for (const candidate of candidates) {
    if (!isTop || candidate.startsWith(`${within}/`)) yield* search(root, candidate, isKnownFolder)
  }
}

function* search(root: string, dir: string, isRun: (root: string, dir: string) => boolean): Generator<string> {
  if (isRun(root, dir)) yield dir
  else if (mayHoldRuns(dir)) for (const inner of foldersWithin(root, dir)) yield* search(root, inner, isRun)
}

/** Below `outputs/` runs stand side by side; below `runs/` they may be nested. */
function mayHoldRuns(dir: string): boolean {
  return dir.startsWith('runs/') && dir.split('/').length < MAX_DEPTH
}

/** Whether a folder holds a manifest. One that may not be looked into counts: reading it says why not, and hides no other run. */
export function isRunFolder(root: string, dir: string): boolean {
  try {
    return statIfThere(`${root}/${dir}/${MANIFEST_FILE}`) !== undefined
  } catch (error) {
    if (!isRundirError(error)) throw error
    return true
  }
}

/** Whether a folder holds a manifest, or its name was handed out: then it is a run that was never born, not a stranger's folder. */
export function isKnownFolder(root: string, dir: string): boolean {
  return isRunFolder(root, dir) || (statIfThere(`${root}/${dir}`)?.kind === 'directory' && isClaimed(root, dir))
}

function isClaimed(root: string, dir: string): boolean {
  return statIfThere(`${root}/${nameClaimPath(dir)}`) !== undefined
}

/** Folders in a folder that may belong to others: one that may not be listed hides no run beside it. */
function foldersWithin(root: string, folder: string): string[] {
  try {
    return foldersIn(root, folder)
  } catch (error) {
    if (!isRundirError(error)) throw error
    return []
  }
}

function foldersIn(root: string, folder: string): string[] {
  return listFolders(`${root}/${folder}`).flatMap((name) => (name.startsWith('.') ? [] : `${folder}/${name}`))
}
