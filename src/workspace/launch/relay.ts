import { setTimeout as delay } from 'node:timers/promises'
import { TailReader } from '../../disk/descriptor.js'
import { isRundirError } from '../../error/rundir-error.js'

const POLL_EVERY_MS = 50
/** At most this much of a stream is shown a turn while the program runs: reading on faster would take its processor and its memory bus. */
const CHUNK_BYTES = 1024 * 1024

type Stream = 'stdout' | 'stderr'
type Output = (stream: Stream, bytes: Uint8Array) => Promise<void>

/**
 * Shows what a program writes to its log files while it writes it. The program never waits for this: a slow or
 * stopped terminal only makes the relay late.
 */
export class Relay {
  #tails: readonly (readonly [Stream, TailReader])[]
  readonly #output: Output
  readonly #onProblem: (text: string) => void
  readonly #abort = new AbortController()
  readonly #done: Promise<void>
  #ended = false

  /** A stream that cannot be read any more is told to `onProblem` and no longer shown; the run is not held up by it. */
  constructor(
    logs: { readonly stdoutPath: string; readonly stderrPath: string },
    output: Output,
    onProblem: (text: string) => void,
  ) {
    this.#tails = [
      ['stdout', new TailReader(logs.stdoutPath, 0, CHUNK_BYTES)],
      ['stderr', new TailReader(logs.stderrPath, 0, CHUNK_BYTES)],
    ]
    this.#output = output
    this.#onProblem = onProblem
    this.#done = this.#run()
  }

  /** Call when the program has ended: resolves when all of its output has been shown. */
  async finish(): Promise<void> {
    this.#ended = true
    this.#abort.abort()
    await this.#done
  }

  async #run(): Promise<void> {
    for (;;) {
      const last = this.#ended
      const moved = await this.#pass()
      if (last && !moved) break
      if (!last) await this.#pause()
    }
    for (const [, tail] of this.#tails) tail.close()
  }

  async #pass(): Promise<boolean> {
    let moved = false
    for (const [stream, tail] of this.#tails) {
      const bytes = this.#read(tail)
      if (bytes === undefined || bytes.length === 0) continue
      moved = true
      await this.#output(stream, bytes)
    }
    return moved
  }

  #read(tail: TailReader): Uint8Array | undefined {
    try {
      return tail.read()
    } catch (error) {
      if (!isRundirError(error)) throw error
      this.#tails = this.#tails.filter(([, other]) => other !== tail)
      tail.close()
      this.#onProblem(`${error.message}; it is no longer shown, the program goes on`)
      return undefined
    }
  }

  async #pause(): Promise<void> {
    try {
      await delay(POLL_EVERY_MS, undefined, { signal: this.#abort.signal })
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error
    }
  }
}
