import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { checkWritable } from './access.js'
import { diskError, errnoOf, isAbsence } from './disk-error.js'
import { type Durability, syncDirectory } from './write.js'

/**
 * Makes one folder exclusively: true when this call made it, false when something has that name.
 * The parent must exist. The caller syncs the parent (`syncDirectory`) once all of its entries are made.
 */
export function makeDirectoryOnce(path: string): boolean {
  try {
    fs.mkdirSync(path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw diskError(error, 'create the folder', path)
  }
}

/** Makes a folder and its missing parents; "exists" is fine. Each parent of a new folder is synced when asked. */
export function makeDirectories(path: string, durability: Durability): void {
  try {
    const first = fs.mkdirSync(path, { recursive: true })
    if (first === undefined || durability === 'rebuildable') return
    for (let folder = path; ; folder = dirname(folder)) {
      syncDirectory(dirname(folder))
      if (folder === first || folder === dirname(folder)) return
    }
  } catch (error) {
    // Node says of a read-only file system that there is no such folder.
    if (isAbsence(error)) checkWritable(path)
    throw diskError(error, 'create the folder', path)
  }
}

/** Names in a folder, in no order, without half-written temporary files; none when there is no such folder. */
export function listNames(path: string): string[] {
  try {
    return fs.readdirSync(path).filter((name) => !isTemporary(name))
  } catch (error) {
    if (isAbsence(error)) return []
    throw diskError(error, 'list', path)
  }
}

/** What tells that a folder has changed, without a look at its entries. */
export interface FolderState {
  /** Another one after each entry that comes or goes, as far as the file system's clock is fine enough to tell. */
  readonly version: string
  /** How many folders are in it, up to a constant; undefined where the file system does not count. */
  readonly folders: number | undefined
}

/** The state of a folder; undefined when there is none. Throws DISK_*. */
export function folderState(path: string): FolderState | undefined {
  try {
    const facts = fs.statSync(path, { bigint: true, throwIfNoEntry: false })
    if (facts?.isDirectory() !== true) return undefined
    const { ino, ctimeNs, mtimeNs, nlink, size } = facts
    // Who copies a folder sets its mtime; nobody sets a ctime.
    return { version: [ino, ctimeNs, mtimeNs, nlink, size].join('.'), folders: nlink > 1n ? Number(nlink) : undefined }
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw diskError(error, 'look at', path)
  }
}

/** Entries that are read at one go of a folder that may hold a hundred thousand. */
const ENTRIES_AT_A_TIME = 256

/** Names of the folders in a folder, in no order, as `listEntries` would tell; of the rest nothing is kept. */
export function listFolders(path: string): string[] {
  const names: string[] = []
  try {
    const folder = fs.opendirSync(path, { bufferSize: ENTRIES_AT_A_TIME })
    try {
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
        if (entry.isDirectory() && !isTemporary(entry.name)) names.push(entry.name)
      }
    } finally {
      folder.closeSync()
    }
    return names
  } catch (error) {
    if (isAbsence(error)) return []
    throw diskError(error, 'list', path)
  }
}

/** An entry of a folder; links are told as links, never followed. */
export interface Entry {
  readonly name: string
  readonly kind: 'file' | 'directory' | 'link' | 'other'
}

/** Entries of a folder, in no order, without half-written temporary files; none when there is no such folder. */
export function listEntries(path: string): Entry[] {
  try {
    return fs
      .readdirSync(path, { withFileTypes: true })
      .filter((entry) => !isTemporary(entry.name))
      .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
  } catch (error) {
    if (isAbsence(error)) return []
    throw diskError(error, 'list', path)
  }
}

function kindOf(entry: fs.Dirent): Entry['kind'] {
  if (entry.isSymbolicLink()) return 'link'
  if (entry.isFile()) return 'file'
  return entry.isDirectory() ? 'directory' : 'other'
}

/** Paths of all regular files below `root`, relative with `/`, sorted; links and special files are passed over. */
export function walkFiles(root: string): string[] {
  const found: string[] = []
  const visit = (prefix: string): void => {
    for (const entry of listEntries(prefix === '' ? root : `${root}/${prefix}`)) {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
      if (entry.kind === 'directory') visit(path)
      else if (entry.kind === 'file') found.push(path)
    }
  }
  visit('')
  return found.sort()
}

/** Left behind by a writer that was killed (`write.ts`), or by an NFS client. */
function isTemporary(name: string): boolean {
  return name.startsWith('.nfs') || (name.startsWith('.') && name.includes('.tmp-'))
}

/** A new, empty folder that only this user may enter, in the system's place for such; absolute, links followed. Throws DISK_*. */
export function makeTemporaryFolder(prefix: string): string {
  const place = join(tmpdir(), prefix)
  try {
    return fs.realpathSync(fs.mkdtempSync(place))
  } catch (error) {
    throw diskError(error, 'create a folder for', place)
  }
}
