import { createHash, type Hash } from 'node:crypto'
import * as fs from 'node:fs'
import { diskError } from './disk-error.js'

const CHUNK_BYTES = 256 * 1024
const chunk = Buffer.allocUnsafe(CHUNK_BYTES)

/** SHA-256 of one file, taken in turns so that a huge one does not hold up its process; memory does not grow with the file. */
export class FileDigest {
  readonly #path: string
  readonly #hash: Hash = createHash('sha256')
  #descriptor: number | undefined
  #hex: string | undefined
  #bytesRead = 0

  constructor(path: string) {
    this.#path = path
  }

  get bytesRead(): number {
    return this.#bytesRead
  }

  /** 64 hex digits; only after `advance` has returned true. */
  get hex(): string {
    if (this.#hex === undefined) throw new Error('impossible: asked for an unfinished digest')
    return this.#hex
  }

  /** Reads on, at most about `turnBytes`; true when the file is done. Throws FILE_MISSING, DISK_*. */
  advance(turnBytes: number): boolean {
    try {
      this.#descriptor ??= fs.openSync(this.#path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
      for (let taken = 0; taken < turnBytes; ) {
        const count = fs.readSync(this.#descriptor, chunk, 0, CHUNK_BYTES, null)
        if (count === 0) {
          this.#hex = this.#hash.digest('hex')
          this.#close()
          return true
        }
        this.#hash.update(count === CHUNK_BYTES ? chunk : chunk.subarray(0, count))
        taken += count
        this.#bytesRead += count
      }
      return false
    } catch (error) {
      this.#close()
      throw diskError(error, 'read', this.#path)
    }
  }

  #close(): void {
    if (this.#descriptor !== undefined) fs.closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}

/** SHA-256 of a file as 64 hex digits. Throws FILE_MISSING, DISK_*. */
export function digestFile(path: string): string {
  const digest = new FileDigest(path)
  while (!digest.advance(Number.POSITIVE_INFINITY));
  return digest.hex
}

export function digestText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export function digestBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
