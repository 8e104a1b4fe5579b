import * as fs from 'node:fs'
import { diskError } from './disk-error.js'

/** What is overwritten in place is not longer; the rest would not be read. */
const LIMIT_BYTES = 64 * 1024

/** A file that is open to be read and overwritten in place. */
export interface InPlace {
  /** What it holds; empty for a new one. */
  readonly text: string
  /** Overwrites its beginning; what stood beyond stays. Throws DISK_*. */
  overwrite(text: string): void
  /** Throws DISK_*: some file systems say only now that there was no room. */
  close(): void
}

/**
 * Opens a file to be overwritten in place, or creates it. For a line that can be lost or torn: a replacement by renaming makes the file
 * system flush the new bytes, which costs the next sync of a neighbour. A FIFO or device is never waited for.
 * Throws FILE_MISSING when there is no such folder, DISK_*.
 */
export function openInPlace(path: string): InPlace {
  let descriptor: number | undefined
  try {
    descriptor = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT | (fs.constants.O_NONBLOCK ?? 0))
    return { text: readStart(descriptor), ...fileOf(descriptor, path) }
  } catch (error) {
    if (descriptor !== undefined) fs.closeSync(descriptor)
    throw diskError(error, 'open', path)
  }
}

const scratch = Buffer.allocUnsafe(LIMIT_BYTES)

function readStart(descriptor: number): string {
  return scratch.toString('utf8', 0, fs.readSync(descriptor, scratch, 0, LIMIT_BYTES, 0))
}

function fileOf(descriptor: number, path: string): Pick<InPlace, 'overwrite' | 'close'> {
  return {
    overwrite(text) {
      try {
        fs.writeSync(descriptor, text, 0)
      } catch (error) {
        throw diskError(error, 'write', path)
      }
    },
    close() {
      try {
        fs.closeSync(descriptor)
      } catch (error) {
        throw diskError(error, 'close', path)
      }
    },
  }
}
