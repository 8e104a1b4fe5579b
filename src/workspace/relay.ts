import { setTimeout as delay } from 'node:timers/promises'
import { TailReader } from '../disk/descriptor.js'

const POLL_EVERY_MS = 50

type Stream = 'stdout' | 'stderr'
type Output = (stream: Stream, bytes: Uint8Array) => Promise<void>

/**
 * Shows what a program writes to its log files while it writes it. The program never waits for this: a slow or
 * stopped terminal only makes the relay late.
 */
export class Relay {
  readonly #tails: readonly (readonly [Stream, TailReader])[]
  readonly #output: Output
  readonly #abort = new AbortController()
  readonly #done: Promise<void>
  #ended = false

  constructor(
    logs: { readonly stdoutPath: string; readonly stderrPath: string; readonly from?: LogOffsets },
    output: Output,
  ) {
    this.#tails = [
      ['stdout', new TailReader(logs.stdoutPath, logs.from?.stdout ?? 0)],
      ['stderr', new TailReader(logs.stderrPath, logs.from?.stderr ?? 0)],
    ]
    this.#output = output
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
      while (await this.#pass());
      if (last) break
      await this.#pause()
    }
    for (const [, tail] of this.#tails) tail.close()
  }

  async #pass(): Promise<boolean> {
    let moved = false
    for (const [stream, tail] of this.#tails) {
      const bytes = tail.read()
      if (bytes.length === 0) continue
      moved = true
      await this.#output(stream, bytes)
    }
    return moved
  }

  async #pause(): Promise<void> {
    try {
      await delay(POLL_EVERY_MS, undefined, { signal: this.#abort.signal })
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error
    }
  }
}

export interface LogOffsets {
  readonly stdout: number
  readonly stderr: number
}
