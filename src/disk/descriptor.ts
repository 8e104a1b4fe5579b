import * as fs from 'node:fs'
import { diskError, errnoOf } from './disk-error.js'

/** Opens a file for a program to append to; created when missing. The caller closes it. Throws DISK_*. */
export function openForAppend(path: string): number {
  try {
    return fs.openSync(path, 'a')
  } catch (error) {
    throw diskError(error, 'open', path)
  }
}

export function closeDescriptor(descriptor: number): void {
  fs.closeSync(descriptor)
}

/** Whether `path` is a file that this process may execute; `undefined` when there is no file. */
export function isExecutable(path: string): boolean | undefined {
  try {
    if (!fs.statSync(path).isFile()) return undefined
  } catch (error) {
    // As a shell does, a folder of the search path that may not be entered is passed over.
    if (errnoOf(error) === undefined) throw error
    return undefined
  }
  try {
    fs.accessSync(path, fs.constants.X_OK)
    return true
  } catch (error) {
    if (errnoOf(error) === 'EACCES') return false
    throw diskError(error, 'look at', path)
  }
}

/** Reads what was appended to a file since the last call; the file may not exist yet. */
export class TailReader {
  readonly #path: string
  readonly #chunk: Buffer
  #descriptor: number | undefined
  #offset: number

  constructor(path: string, from = 0, chunkBytes = 1024 * 1024) {
    this.#path = path
    this.#offset = from
    this.#chunk = Buffer.allocUnsafe(chunkBytes)
  }

  /** The next bytes, at most one chunk; empty when nothing is new. Valid until the next call. Throws DISK_*. */
  read(): Buffer {
    this.#descriptor ??= openIfThere(this.#path)
    if (this.#descriptor === undefined) return this.#chunk.subarray(0, 0)
    try {
      const count = fs.readSync(this.#descriptor, this.#chunk, 0, this.#chunk.length, this.#offset)
      this.#offset += count
      return this.#chunk.subarray(0, count)
    } catch (error) {
      throw diskError(error, 'read', this.#path)
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) fs.closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw diskError(error, 'read', path)
  }
}
