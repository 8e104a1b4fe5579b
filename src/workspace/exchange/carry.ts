import { setImmediate } from 'node:timers/promises'
import { readInParts } from '../../disk/read-in-parts.js'
import { RundirError } from '../../error/rundir-error.js'
import { damaged, type Item } from './luggage.js'

/** What whoever waits for an export may see and do. */
export interface Watch {
  readonly onProgress: (doneBytes: number) => void
  readonly signal: AbortSignal
}

/** Between two looks at the rest of the program: about 20 ms. */
const BYTES_A_TURN = 16 * 1024 * 1024

/** Reads the files of one run, one after the other, each compared with what the seal says of it. */
export class Carrier {
  readonly #root: string
  readonly #dir: string
  readonly #watch: Watch
  #doneBytes = 0
  #turnBytes = 0

  constructor(root: string, dir: string, watch: Watch) {
    this.#root = root
    this.#dir = dir
    this.#watch = watch
  }

  /**
   * The bytes of a file, and at the end their SHA-256. The event loop keeps turning meanwhile.
   * Throws RUN_DAMAGED after the last part of a file that is not the sealed one, INTERRUPTED, DISK_*.
   */
  async *carry(item: Item, note: (sha256: string) => void = () => undefined): AsyncGenerator<Uint8Array> {
    const parts = readInParts(`${this.#root}/${item.path}`, item.sizeBytes)
    for (let next = parts.next(); ; next = parts.next()) {
      if (next.done === true) {
        if (item.sha256 !== undefined && item.sha256 !== next.value)
          throw damaged(this.#dir, `${item.pathInRun} has another checksum`)
        note(next.value)
        return
      }
      yield next.value
      await this.#turn(next.value.length)
    }
  }

  async #turn(bytes: number): Promise<void> {
    this.#doneBytes += bytes
    this.#turnBytes += bytes
    if (this.#turnBytes < BYTES_A_TURN) return
    this.#turnBytes = 0
    this.#watch.onProgress(this.#doneBytes)
    await setImmediate()
    if (this.#watch.signal.aborted)
      throw new RundirError('INTERRUPTED', 'the export was interrupted', { hint: 'nothing of it is left' })
  }
}
