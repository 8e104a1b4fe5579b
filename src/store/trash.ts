import { listNames, makeDirectories, makeDirectoryOnce } from '../disk/directory.js'
import { measureTree, moveOnce, removeTree } from '../disk/move.js'
import { readTextIfThere, statIfThere } from '../disk/read.js'
import { replaceFile } from '../disk/write.js'
import { RundirError } from '../error/rundir-error.js'
import { printTurn } from '../run/stamp.js'
import { type Instant, printDirectoryStamp, printInstant } from '../value/instant.js'
import { isJsonObject, parseJson, printJsonFile } from '../value/json.js'
import { isRelPath } from '../value/rel-path.js'

export const TRASH = '.rundir/trash'
const ENTRY_FILE = 'entry.json'
const FILES = 'files'

/** Why something lies in the trash: a person removed a run, or `repair` put a leftover aside. */
export type TrashReason = 'removed' | 'repaired'

/** One visit to the trash. */
export interface TrashEntry {
  /** Name of its folder. */
  readonly id: string
  readonly reason: TrashReason
  /** The run that it belongs to, relative to the workspace; null for none. */
  readonly dir: string | null
  /** ISO 8601. */
  readonly at: string
  /** What was moved, relative to the workspace. */
  readonly paths: readonly string[]
}

/**
 * Moves files or folders (relative to the workspace) to the trash, each with one rename; what is not there is passed over. The
 * entry is written first, so that a kill in between leaves nothing that it does not explain; where nothing could be moved, such as to
 * another file system, it is taken back. Throws DISK_*.
 */
export function moveToTrash(
  root: string,
  what: { readonly reason: TrashReason; readonly dir: string | null; readonly paths: readonly string[] },
  at: Instant,
): TrashEntry {
  makeDirectories(`${root}/${TRASH}`, 'durable')
  const stamp = printDirectoryStamp(at)
  let turn = 1
  while (!makeDirectoryOnce(`${root}/${TRASH}/${printTurn(stamp, turn)}`)) turn++
  const id = printTurn(stamp, turn)
  const entry = { schema_version: 1, reason: what.reason, dir: what.dir, at: printInstant(at), paths: what.paths }
  replaceFile(`${root}/${TRASH}/${id}/${ENTRY_FILE}`, printJsonFile(entry), 'durable')
  let movedCount = 0
  try {
    for (const path of what.paths) if (moveOnce(`${root}/${path}`, placeOf(root, id, path))) movedCount++
  } catch (error) {
    if (movedCount === 0) removeTree(`${root}/${TRASH}/${id}`)
    throw error
  }
  return getTrashEntry(root, id)
}

/** Entries of the trash, oldest first; folders that are none are passed over. */
export function listTrash(root: string): TrashEntry[] {
  const ids = listNames(`${root}/${TRASH}`).sort()
  return ids.flatMap((id) => readEntry(root, id) ?? [])
}

/** Throws FILE_MISSING. */
export function getTrashEntry(root: string, id: string): TrashEntry {
  const entry = readEntry(root, id)
  if (entry !== undefined) return entry
  throw new RundirError('FILE_MISSING', `there is no ${id} in the trash`, {
    hint: 'rundir restore lists what there is',
  })
}

/**
 * Moves everything of an entry back to where it was, then removes the empty entry. Throws FILE_EXISTS before anything is moved when
 * a place is taken, DISK_*.
 */
export function restoreFromTrash(root: string, entry: TrashEntry): void {
  const waiting = entry.paths.filter((path) => statIfThere(placeOf(root, entry.id, path)) !== undefined)
  const taken = waiting.find((path) => statIfThere(`${root}/${path}`) !== undefined)
  if (taken !== undefined)
    throw new RundirError('FILE_EXISTS', `${taken} cannot be restored: it is there`, { hint: 'move it away first' })
  for (const path of waiting) moveOnce(placeOf(root, entry.id, path), `${root}/${path}`)
  removeTree(`${root}/${TRASH}/${entry.id}`)
}

/**
 * Moves the rest of every run whose removal was cut off: its folder lies in the trash, and its logs do not yet. (A restoring that was
 * cut off is told from it by the folder, which comes back first.) Throws DISK_*.
 */
export function finishRemovals(root: string): void {
  for (const { id, dir, paths } of listTrash(root)) {
    if (dir === null || statIfThere(placeOf(root, id, dir)) === undefined) continue
    for (const path of paths.filter((each) => each.startsWith('logs/'))) {
      const place = placeOf(root, id, path)
      if (statIfThere(place) === undefined) moveOnce(`${root}/${path}`, place)
    }
  }
}

/** Removes an entry with everything in it for good. Throws DISK_*. */
export function emptyTrash(root: string, entry: TrashEntry): void {
  removeTree(`${root}/${TRASH}/${entry.id}`)
}

/** Bytes of everything in an entry. */
export function measureTrash(root: string, entry: TrashEntry): number {
  return measureTree(`${root}/${TRASH}/${entry.id}/${FILES}`)
}

function placeOf(root: string, id: string, path: string): string {
  return `${root}/${TRASH}/${id}/${FILES}/${path}`
}

function readEntry(root: string, id: string): TrashEntry | undefined {
  const value = isRelPath(id) ? parseJson(readTextIfThere(`${root}/${TRASH}/${id}/${ENTRY_FILE}`) ?? '') : undefined
  if (!isJsonObject(value) || !Array.isArray(value['paths'])) return undefined
  const { dir, at, reason } = value
  return {
    id,
    reason: reason === 'removed' ? 'removed' : 'repaired',
    dir: typeof dir === 'string' ? dir : null,
    at: typeof at === 'string' ? at : '',
    paths: value['paths'].filter((path: unknown) => typeof path === 'string' && isRelPath(path)),
  }
}
