import type { Launched } from '../../exec/launch.js'
import type { LaunchOutlets } from './launch-event.js'

/**
 * Ctrl-C, SIGTERM and hang-up of this process: the first is passed on to the program, the next one kills it. Listening begins before
 * there is a program, so that no signal finds a run half made; what came until then is passed on at once.
 */
export class Interrupts {
  readonly #outlets: Pick<LaunchOutlets, 'onEvent'>
  readonly #stopListening: () => void
  readonly #waiting: NodeJS.Signals[] = []
  #program: Launched | undefined
  #count = 0

  constructor(outlets: Pick<LaunchOutlets, 'onEvent' | 'onInterrupt'>) {
    this.#outlets = outlets
    this.#stopListening = outlets.onInterrupt((signal) => this.#take(signal))
  }

  /** How many there were. */
  get count(): number {
    return this.#count
  }

  passTo(program: Launched): void {
    this.#program = program
    for (const signal of this.#waiting.splice(0)) program.signal(signal)
  }

  stop(): void {
    this.#stopListening()
  }

  #take(signal: NodeJS.Signals): void {
    this.#count++
    const passed = this.#count === 1 ? signal : 'SIGKILL'
    if (this.#program === undefined) this.#waiting.push(passed)
    else this.#program.signal(passed)
    const text = this.#count === 1 ? `${signal} passed on to the program; once more kills it` : 'the program was killed'
    this.#outlets.onEvent({ kind: 'notice', text })
  }
}
