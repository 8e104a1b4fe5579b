import * as fs from 'node:fs'
import { diskError, errnoOf } from './disk-error.js'

/** Removes one file; false when there was none. Throws DISK_*. */
export function removeFile(path: string): boolean {
  try {
    fs.unlinkSync(path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw diskError(error, 'remove', path)
  }
}
