import type { LaunchOutlets } from './launch-event.js'

type Callback = (signal: NodeJS.Signals) => void

/**
 * Ctrl-C, SIGTERM and hang-up of this process, for work that consists of several programs: all that run are told, and one that is
 * started later is told at once.
 */
export class SharedInterrupts {
  readonly #callbacks = new Set<Callback>()
  readonly #stopListening: () => void
  #first: NodeJS.Signals | undefined

  constructor(outlets: Pick<LaunchOutlets, 'onInterrupt'>) {
    this.#stopListening = outlets.onInterrupt((signal) => {
      this.#first ??= signal
      for (const callback of this.#callbacks) callback(signal)
    })
  }

  /** Whether nothing more is to be started. */
  get requested(): boolean {
    return this.#first !== undefined
  }

  /** As `LaunchOutlets.onInterrupt`, for one of the programs. */
  readonly onInterrupt = (callback: Callback): (() => void) => {
    this.#callbacks.add(callback)
    if (this.#first !== undefined) callback(this.#first)
    return () => this.#callbacks.delete(callback)
  }

  stop(): void {
    this.#stopListening()
  }
}
