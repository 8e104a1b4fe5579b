import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { makeDirectories } from './directory.js'
import { diskError, errnoOf, isAbsence } from './disk-error.js'
import { syncDirectory } from './write.js'

/**
 * Moves a file or folder within a file system with one rename, which survives a power cut when this returns; the folders above `to`
 * are made. False when nothing is there (any more). Throws FILE_EXISTS instead of replacing anything, DISK_*.
 */
export function moveOnce(from: string, to: string): boolean {
  try {
    if (fs.lstatSync(from, { throwIfNoEntry: false }) === undefined) return false
    makeDirectories(dirname(to), 'durable')
    if (fs.lstatSync(to, { throwIfNoEntry: false }) !== undefined)
      throw Object.assign(new Error('exists'), { code: 'EEXIST' })
    fs.renameSync(from, to)
    syncDirectory(dirname(to))
    syncDirectory(dirname(from))
    return true
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    throw diskError(error, `move to ${to}`, from)
  }
}

/** Bytes of a file, or of all files below a folder; 0 when nothing is there. Links count for themselves. Throws DISK_*. */
export function measureTree(path: string): number {
  try {
    const facts = fs.lstatSync(path, { throwIfNoEntry: false })
    if (facts === undefined) return 0
    if (!facts.isDirectory()) return facts.size
    return fs.readdirSync(path).reduce((bytes, name) => bytes + measureTree(`${path}/${name}`), 0)
  } catch (error) {
    throw diskError(error, 'measure', path)
  }
}

/** Removes a file or a folder with everything in it for good. Throws DISK_*. */
export function removeTree(path: string): void {
  try {
    fs.rmSync(path, { recursive: true, force: true })
  } catch (error) {
    throw diskError(error, 'remove', path)
  }
}

/** Gives a file another name and replaces what has that name, in one step; false when nothing is there (any more). Not synced. Throws DISK_*. */
export function renameIfThere(from: string, to: string): boolean {
  try {
    fs.renameSync(from, to)
    return true
  } catch (error) {
    if (isAbsence(error)) return false
    throw diskError(error, `rename to ${to}`, from)
  }
}
