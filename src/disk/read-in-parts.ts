import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { RundirError } from '../error/rundir-error.js'
import { diskError } from './disk-error.js'

const PART_BYTES = 256 * 1024

/**
 * The first `sizeBytes` of a regular file, part by part, and at the end their SHA-256 as hex digits. A part is valid until the next
 * one is asked for. A link is not followed. Throws FILE_MISSING, DISK_*; DISK_FAILED for a file that has become shorter.
 */
export function* readInParts(path: string, sizeBytes: number): Generator<Uint8Array, string> {
  const hash = createHash('sha256')
  const part = Buffer.allocUnsafe(Math.min(PART_BYTES, Math.max(1, sizeBytes)))
  const descriptor = openRegular(path)
  try {
    for (let left = sizeBytes; left > 0; ) {
      const count = fs.readSync(descriptor, part, 0, Math.min(part.length, left), null)
      if (count === 0) throw changed(path, `it is shorter than the ${sizeBytes} bytes that it had`)
      left -= count
      const bytes = part.subarray(0, count)
      hash.update(bytes)
      yield bytes
    }
    return hash.digest('hex')
  } catch (error) {
    throw diskError(error, 'read', path)
  } finally {
    fs.closeSync(descriptor)
  }
}

function openRegular(path: string): number {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants
  let descriptor: number | undefined
  try {
    descriptor = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    if (fs.fstatSync(descriptor).isFile()) return descriptor
    throw changed(path, 'it is no regular file any more')
  } catch (error) {
    if (descriptor !== undefined) fs.closeSync(descriptor)
    throw diskError(error, 'read', path)
  }
}

function changed(path: string, why: string): RundirError {
  return new RundirError('DISK_FAILED', `${path} changed while it was read: ${why}`, { hint: 'try again' })
}
