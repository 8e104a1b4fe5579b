import { makePlaceBelow, replaceFileAt } from '../../disk/below.js'
import { RundirError } from '../../error/rundir-error.js'
import { type MetricValues, MetricWriter } from '../../metric/metric-writer.js'
import { takeLog } from '../../metric/take-log.js'
import type { Clock } from '../../value/instant.js'
import { parseRelPath } from '../../value/rel-path.js'

/** Which run a handle writes, and as whom. */
export interface HandleParts<Config> {
  readonly id: string
  readonly name: string
  /** Absolute. */
  readonly dir: string
  readonly config: Config
  readonly logbook: Logbook
}

/** The one live log of this process, whoever holds a handle of its run; opened when the first record comes. */
export class Logbook {
  readonly #dir: string
  readonly #open: () => MetricWriter
  #writer: MetricWriter | undefined
  #isClosed = false

  constructor(dir: string, writer: string, attempt: number, clock: Clock) {
    this.#dir = dir
    this.#open = () => {
      makePlaceBelow(dir, parseRelPath('metrics/log'))
      // Other processes of a launched run may log as the same rank; each has a log of its own.
      const own = takeLog(`${dir}/metrics`, writer, attempt, process.pid)
      return new MetricWriter(`${dir}/metrics`, own, attempt, clock)
    }
  }

  log(values: MetricValues, options?: { step?: number }): void {
    if (this.#isClosed)
      throw new RundirError('STATUS_ILLEGAL', `the run in ${this.#dir} is finished`, { hint: 'log before finish()' })
    this.#writer ??= this.#open()
    this.#writer.log(values, options)
  }

  sync(): void {
    this.#writer?.sync()
  }

  close(): void {
    this.#writer?.close()
    this.#writer = undefined
    this.#isClosed = true
  }
}

/**
 * What a skill gets of the run that it works for: it writes below the folder of that run and nowhere else, and can neither make
 * a run nor end this one.
 */
export class SkillHandle<Config = unknown> {
  readonly id: string
  readonly name: string
  /** Absolute. */
  readonly dir: string
  readonly config: Config
  readonly #logbook: Logbook

  constructor({ id, name, dir, config, logbook }: HandleParts<Config>) {
    this.id = id
    this.name = name
    this.dir = dir
    this.config = config
    this.#logbook = logbook
  }

  /**
   * Appends one record with one write: when it returns, the points survive the death of this process.
   * Without a step it gets one more than the last. Throws VALUE_INVALID (nothing is written), STATUS_ILLEGAL after `finish`, PATH_ESCAPES, DISK_*.
   */
  log(values: MetricValues, options?: { step?: number }): void {
    this.#logbook.log(values, options)
  }

  /** Makes what was logged survive a power cut. */
  flush(): void {
    this.#logbook.sync()
  }

  /**
   * Absolute path of a file below `artifacts/`, its folders made, for a program that writes by path.
   * Throws PATH_ESCAPES for a path that leads out of the run, by its parts or by a link; DISK_*.
   */
  artifact(path: string): string {
    const file = parseRelPath(path)
    makePlaceBelow(this.dir, parseRelPath(`artifacts/${file}`))
    return `${this.dir}/artifacts/${file}`
  }

  /**
   * Writes a file below `artifacts/`, or replaces it, whole or not at all, and returns its absolute path. Unlike a write to `artifact(path)`
   * it is safe from links that are laid meanwhile. Throws as `artifact`.
   */
  write(path: string, content: string | Uint8Array): string {
    const file = parseRelPath(path)
    replaceFileAt(makePlaceBelow(this.dir, parseRelPath(`artifacts/${file}`)), content, 'durable')
    return `${this.dir}/artifacts/${file}`
  }
}
