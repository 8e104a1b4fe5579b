import { UsageSampler } from '../../capture/usage.js'
import { isRundirError } from '../../error/rundir-error.js'
import { MetricWriter } from '../../metric/metric-writer.js'
import type { Clock } from '../../value/instant.js'
import type { Environment } from '../open.js'

const HEARTBEAT_EVERY_MS = 5_000

export interface PulseOptions {
  /** How often the machine is sampled; 0 turns it off. */
  readonly everyMs: number
  readonly clock: Clock
  readonly rootPid: number
  /** Where `nvidia-smi` is looked for. */
  readonly environment: Environment
  readonly metricsFolder: string
  readonly attempt: number
  readonly beat: (at: number) => void
  /** Told once; a full disk stops neither the program nor the rest. */
  readonly onProblem: (text: string) => void
}

/** While a program runs: its heartbeat, and samples of what it uses (`metrics/system.<n>.jsonl`). */
export class Pulse {
  readonly #options: PulseOptions
  readonly #timers: NodeJS.Timeout[] = []
  readonly #sampler: UsageSampler
  #writer: MetricWriter | undefined
  #complained = false

  constructor(options: PulseOptions) {
    this.#options = options
    this.#sampler = new UsageSampler(options.rootPid, options.environment)
    this.#timers.push(setInterval(() => this.#guard(() => options.beat(options.clock.now())), HEARTBEAT_EVERY_MS))
    if (options.everyMs > 0) this.#timers.push(setInterval(() => this.#guard(() => this.#sample()), options.everyMs))
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#guard(() => this.#writer?.close())
  }

  #sample(): void {
    const { metricsFolder, attempt, clock } = this.#options
    this.#writer ??= new MetricWriter(metricsFolder, 'system', attempt, clock)
    this.#writer.log(this.#sampler.sample())
  }

  #guard(action: () => void): void {
    try {
      action()
    } catch (error) {
      if (!isRundirError(error)) throw error
      if (!this.#complained) this.#options.onProblem(`${error.message}; the program goes on`)
      this.#complained = true
    }
  }
}
