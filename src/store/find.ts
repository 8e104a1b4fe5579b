import { listEntries } from '../disk/directory.js'
import { statIfThere } from '../disk/read.js'
import { Damage, MANIFEST_FILE, type Reader, type Run, readRun } from './read.js'

/** `runs/<split>/<run type>/<scope id>/<timestamp>` is the deepest built-in layout; patterns may go further. */
const MAX_DEPTH = 8
const RUN_ROOTS = ['outputs', 'runs'] as const

/** A folder where runs are looked for, and how many levels below it may hold some. */
export interface Candidate {
  readonly dir: string
  readonly depth: number
}

/**
 * The folders from which all runs of a workspace are reached: each entry of `outputs/`, and each entry of each entry of
 * `runs/`. They can be shared out among threads. In no order.
 */
export function listCandidates(root: string): Candidate[] {
  const candidates: Candidate[] = []
  for (const top of RUN_ROOTS) {
    for (const dir of foldersIn(root, top)) {
      if (top === 'outputs' || isRunFolder(root, dir)) candidates.push({ dir, depth: 0 })
      else for (const inner of foldersIn(root, dir)) candidates.push({ dir: inner, depth: MAX_DEPTH - 2 })
    }
  }
  return candidates
}

/**
 * Reads the runs at and below a candidate; a run is not searched for runs. A folder without a manifest is damage only where
 * nothing below it could be a run and its name looks claimed (`isClaimed`): other folders are not ours.
 */
export function* readCandidate(
  reader: Reader,
  { dir, depth }: Candidate,
  isClaimed: (dir: string) => boolean,
): Generator<Run | Damage> {
  const run = readRun(reader, dir)
  if (!(run instanceof Damage && run.kind === 'unborn')) yield run
  else if (isClaimed(dir)) yield run
  else if (depth > 0) {
    for (const inner of foldersIn(reader.root, dir))
      yield* readCandidate(reader, { dir: inner, depth: depth - 1 }, isClaimed)
  }
}

/** Folders that hold a manifest, relative to the workspace, in no order. */
export function* findRunFolders(root: string): Generator<string> {
  for (const candidate of listCandidates(root)) yield* search(root, candidate)
}

function* search(root: string, { dir, depth }: Candidate): Generator<string> {
  if (isRunFolder(root, dir)) yield dir
  else if (depth > 0) for (const inner of foldersIn(root, dir)) yield* search(root, { dir: inner, depth: depth - 1 })
}

export function isRunFolder(root: string, dir: string): boolean {
  return statIfThere(`${root}/${dir}/${MANIFEST_FILE}`) !== undefined
}

function foldersIn(root: string, folder: string): string[] {
  return listEntries(`${root}/${folder}`)
    .filter((entry) => entry.kind === 'directory' && !entry.name.startsWith('.'))
    .map((entry) => `${folder}/${entry.name}`)
}
