import * as fs from 'node:fs'
import { diskError } from './disk-error.js'

const DIGITS = 14

/** Overwrites `path` in place with `at` (ms since 1970): one small write, no new file, nothing to clean up. Throws DISK_*. */
export function writeHeartbeat(path: string, at: number): void {
  let descriptor: number | undefined
  try {
    descriptor = fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_CREAT)
    fs.writeSync(descriptor, `${String(at).padStart(DIGITS, '0')}\n`, 0)
  } catch (error) {
    throw diskError(error, 'write', path)
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor)
  }
}
