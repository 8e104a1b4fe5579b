import * as fs from 'node:fs'
import { diskError, errnoOf } from './disk-error.js'

const RESERVE_BYTES = 64 * 1024

/** Keeps space for the last words of a run: real bytes, so that a full disk can still take its end. Throws DISK_*. */
export function reserveSpace(path: string): void {
  try {
    fs.writeFileSync(path, Buffer.alloc(RESERVE_BYTES, 0x20))
  } catch (error) {
    throw diskError(error, 'write', path)
  }
}

/** Gives the reserved space back; nothing to give back is no error. */
export function releaseSpace(path: string): void {
  try {
    fs.unlinkSync(path)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw diskError(error, 'remove', path)
  }
}
