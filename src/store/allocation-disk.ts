import { randomInt } from 'node:crypto'
import { hostname } from 'node:os'
import { checkWritable } from '../disk/access.js'
import { type FolderState, folderState, listNames, makeDirectories, makeDirectoryOnce } from '../disk/directory.js'
import { renameIfThere } from '../disk/move.js'
import { type InPlace, openInPlace } from '../disk/overwrite.js'
import { isProcessAlive } from '../disk/process.js'
import { isThere, readTextIfThere, statIfThere } from '../disk/read.js'
import { removeFile } from '../disk/remove.js'
import { syncDirectories } from '../disk/sync-directories.js'
import { createExclusively, linkExclusively } from '../disk/write.js'
import { randomText } from '../run/id.js'

export type { FolderState, InPlace }

/**
 * What an allocation asks of a disk; paths are relative to the workspace. Each call is one step that other processes
 * can come before or after, and the memory disk of the tests has the same shape.
 */
export interface AllocationDisk {
  /** False when a file has that name. Throws FILE_MISSING when the folder does not exist. Not synced. */
  createOnce(path: string, text: string): boolean
  /** As `createOnce`, as a second name of the file `existing`, which holds `text`, where there are such. */
  linkOnce(existing: string, path: string, text: string): boolean
  /** False when something has that name. Throws FILE_MISSING when the parent does not exist. Not synced. */
  makeDirectoryOnce(path: string): boolean
  /** Makes a folder and its parents, durably; "exists" is fine. */
  makeDirectories(path: string): void
  /** Throws DISK_READONLY or DISK_DENIED where nothing could be made at `path`. */
  checkWritable(path: string): void
  exists(path: string): boolean
  isDirectory(path: string): boolean
  /** What tells that a folder has got or lost an entry; undefined when there is none. */
  folderState(path: string): FolderState | undefined
  list(path: string): string[]
  read(path: string): string | undefined
  /** Opens a file to be overwritten, or creates it. Throws FILE_MISSING when the folder does not exist. Not synced. */
  openInPlace(path: string): InPlace
  /** Gives a file another name and replaces what has that name; false when nothing is there. Not synced. */
  rename(from: string, to: string): boolean
  removeFile(path: string): void
  /** A name that no other process has, and that tells which process it is of. */
  ownName(): string
  /** Whether the process of such a name is known to have ended. */
  isEnded(name: string): boolean
  /** Makes new entries of folders survive a power cut; the last of `paths` was changed last, and just now. */
  sync(paths: readonly string[]): void
  /** Waits for a random time up to `limitMs`, so that rivals spread. */
  pause(limitMs: number): void
}

/** The disk of the workspace at `root`. */
export function realDisk(root: string): AllocationDisk {
  const at = (path: string): string => `${root}/${path}`
  return {
    createOnce: (path, text) => createExclusively(at(path), text, 'rebuildable'),
    linkOnce: (existing, path, text) => linkExclusively(at(existing), at(path), text),
    makeDirectoryOnce: (path) => makeDirectoryOnce(at(path)),
    makeDirectories: (path) => makeDirectories(at(path), 'durable'),
    checkWritable: (path) => checkWritable(at(path)),
    exists: (path) => isThere(at(path)),
    isDirectory: (path) => statIfThere(at(path))?.kind === 'directory',
    folderState: (path) => folderState(at(path)),
    list: (path) => listNames(at(path)),
    read: (path) => readTextIfThere(at(path)),
    openInPlace: (path) => openInPlace(at(path)),
    rename: (from, to) => renameIfThere(at(from), at(to)),
    removeFile: (path) => removeFile(at(path)),
    ownName: () => `${process.pid}-${randomText(9)}-${hostname()}`,
    isEnded(name) {
      const [, pid = '', host] = /^(\d+)-[0-9a-z]{9}-(.+)$/.exec(name) ?? []
      return host === hostname() && !isProcessAlive(Number(pid), '')
    },
    sync: (paths) => syncDirectories(paths.map(at)),
    pause: (limitMs) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, randomInt(limitMs + 1))
    },
  }
}

/** The same workspace for a look ahead: claims and folders are only looked for, nothing is written. */
export function dryDisk(disk: AllocationDisk): AllocationDisk {
  const renamed = new Map<string, string>()
  const wouldMake = (path: string): boolean => {
    disk.checkWritable(path)
    return !disk.exists(path)
  }
  return {
    ...disk,
    createOnce: wouldMake,
    linkOnce: (_, path) => wouldMake(path),
    makeDirectoryOnce: wouldMake,
    makeDirectories: () => {},
    openInPlace: (path) => ({
      text: disk.read(renamed.get(path) ?? path) ?? '',
      overwrite: () => {},
      close: () => {},
    }),
    rename(from, to) {
      renamed.set(to, from)
      return disk.exists(from)
    },
    removeFile: () => {},
    // A look ahead waits for nobody.
    isEnded: () => true,
    sync: () => {},
  }
}
