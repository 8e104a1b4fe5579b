import * as fs from 'node:fs'
import { diskError } from './disk-error.js'

/**
 * Overwrites the beginning of a file in place, or creates it; what stood beyond stays. For a line that can be lost or torn:
 * a replacement by renaming makes the file system flush the new bytes, which costs the next sync of a neighbour.
 * Throws FILE_MISSING when there is no such folder, DISK_*.
 */
export function overwriteStart(path: string, text: string): void {
  let descriptor: number | undefined
  try {
    descriptor = fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_CREAT)
    fs.writeSync(descriptor, text, 0)
  } catch (error) {
    throw diskError(error, 'write', path)
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor)
  }
}
