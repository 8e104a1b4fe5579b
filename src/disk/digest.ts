import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { diskError } from './disk-error.js'

const CHUNK_BYTES = 256 * 1024

/** SHA-256 of a file as 64 hex digits, read in chunks: memory does not grow with the file. Throws FILE_MISSING, DISK_*. */
export function digestFile(path: string): string {
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  let descriptor: number | undefined
  try {
    descriptor = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
    for (;;) {
      const count = fs.readSync(descriptor, chunk, 0, CHUNK_BYTES, null)
      if (count === 0) return hash.digest('hex')
      hash.update(chunk.subarray(0, count))
    }
  } catch (error) {
    throw diskError(error, 'read', path)
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor)
  }
}

export function digestText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
