import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { checkWritable } from '../disk/access.js'
import { type FolderState, folderState, listNames, makeDirectories, makeDirectoryOnce } from '../disk/directory.js'
import { overwriteStart } from '../disk/overwrite.js'
import { readTextIfThere, statIfThere } from '../disk/read.js'
import { syncDirectories } from '../disk/sync-directories.js'
import { createExclusively, linkExclusively } from '../disk/write.js'

export type { FolderState }

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
  /** Overwrites the beginning of a file, or creates it. Throws FILE_MISSING when the folder does not exist. Not synced. */
  overwriteStart(path: string, text: string): void
  /** Makes new entries of folders survive a power cut; the last of `paths` was changed last, and just now. */
  sync(paths: readonly string[]): void
  /** Waits for a random time up to `limitMs`, so that rivals spread. */
  pause(limitMs: number): void
}

/** The disk of the workspace at `root`. */
export function realDisk(root: string): AllocationDisk {
  const at = (path: string): string => join(root, path)
  return {
    createOnce: (path, text) => createExclusively(at(path), text, 'rebuildable'),
    linkOnce: (existing, path, text) => linkExclusively(at(existing), at(path), text),
    makeDirectoryOnce: (path) => makeDirectoryOnce(at(path)),
    makeDirectories: (path) => makeDirectories(at(path), 'durable'),
    checkWritable: (path) => checkWritable(at(path)),
    exists: (path) => statIfThere(at(path)) !== undefined,
    isDirectory: (path) => statIfThere(at(path))?.kind === 'directory',
    folderState: (path) => folderState(at(path)),
    list: (path) => listNames(at(path)),
    read: (path) => readTextIfThere(at(path)),
    overwriteStart: (path, text) => overwriteStart(at(path), text),
    sync: (paths) => syncDirectories(paths.map(at)),
    pause: (limitMs) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, randomInt(limitMs + 1))
    },
  }
}

/** The same workspace for a look ahead: claims and folders are only looked for, nothing is written. */
export function dryDisk(disk: AllocationDisk): AllocationDisk {
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
    overwriteStart: () => {},
    sync: () => {},
    pause: () => {},
  }
}
