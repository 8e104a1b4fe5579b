import * as fs from 'node:fs'
import { diskError } from './disk-error.js'
import { writeFully } from './write.js'

/**
 * A file that only grows and has one writer. `line` returns when the bytes are with the kernel:
 * they survive the death of this process; `sync` makes them survive a power cut.
 */
export class AppendFile {
  readonly #path: string
  readonly #descriptor: number

  /** Opens or creates `path`. Throws DISK_*. */
  constructor(path: string) {
    this.#path = path
    try {
      this.#descriptor = fs.openSync(path, 'a')
    } catch (error) {
      throw diskError(error, 'open', path)
    }
  }

  /** Appends `text` (which ends in a newline) with one write. Throws DISK_FULL and others; a part may then stand at the end. */
  append(text: string): void {
    try {
      const written = fs.writeSync(this.#descriptor, text)
      // The count is in bytes: only for plain ASCII it equals the length, and only a mismatch needs the slow look.
      if (written !== text.length) this.#finish(text, written)
    } catch (error) {
      throw diskError(error, 'append to', this.#path)
    }
  }

  sync(): void {
    try {
      fs.fdatasyncSync(this.#descriptor)
    } catch (error) {
      throw diskError(error, 'sync', this.#path)
    }
  }

  close(): void {
    try {
      fs.closeSync(this.#descriptor)
    } catch (error) {
      throw diskError(error, 'close', this.#path)
    }
  }

  #finish(text: string, written: number): void {
    const bytes = Buffer.from(text)
    if (written < bytes.length) writeFully(this.#descriptor, bytes.subarray(written))
  }
}
