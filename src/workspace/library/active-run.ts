import type { ConfigTree } from '../../config/tree.js'
import { makeDirectories } from '../../disk/directory.js'
import { RundirError } from '../../error/rundir-error.js'
import { type MetricValues, MetricWriter } from '../../metric/metric-writer.js'
import { takeLog } from '../../metric/take-log.js'
import type { TerminalStatus } from '../../run/status.js'
import type { Run } from '../../store/read.js'
import type { Clock } from '../../value/instant.js'
import { parseRelPath } from '../../value/rel-path.js'

export interface ActiveRunParts<Config> {
  readonly run: Run
  /** Absolute. */
  readonly path: string
  readonly config: Config
  readonly writer: string
  readonly attempt: number
  readonly clock: Clock
  /** What `finish` does; a run that somebody else launched is not ended from inside. */
  readonly end: (status: TerminalStatus) => Promise<readonly string[]>
}

/** A run that this program writes: metrics, artifacts, and its end. */
export class ActiveRun<Config = ConfigTree> {
  readonly id: string
  readonly name: string
  /** Absolute. */
  readonly dir: string
  readonly config: Config
  readonly #parts: ActiveRunParts<Config>
  #writer: MetricWriter | undefined
  #isFinished = false

  constructor(parts: ActiveRunParts<Config>) {
    this.id = parts.run.manifest.run_id
    this.name = parts.run.manifest.name
    this.dir = parts.path
    this.config = parts.config
    this.#parts = parts
  }

  /**
   * Appends one record with one write: when it returns, the points survive the death of this process.
   * Without a step it gets one more than the last. Throws VALUE_INVALID (nothing is written), STATUS_ILLEGAL after
   * `finish`, DISK_*.
   */
  log(values: MetricValues, options?: { step?: number }): void {
    this.#writer ??= this.#openLog()
    this.#writer.log(values, options)
  }

  /** Other processes of a launched run may log as the same rank; each has a log of its own. */
  #openLog(): MetricWriter {
    if (this.#isFinished) {
      throw new RundirError('STATUS_ILLEGAL', `run ${this.name} is finished: its log is closed`, {
        hint: 'log before finish()',
      })
    }
    const { writer, attempt, clock } = this.#parts
    const folder = `${this.dir}/metrics`
    return new MetricWriter(folder, takeLog(folder, writer, attempt, process.pid), attempt, clock)
  }

  /** Makes what was logged survive a power cut. */
  flush(): void {
    this.#writer?.sync()
  }

  /** Absolute path of a file below `artifacts/`, its folders made. Throws PATH_ESCAPES, DISK_*. */
  artifact(path: string): string {
    const file = `${this.dir}/artifacts/${parseRelPath(path)}`
    makeDirectories(file.slice(0, file.lastIndexOf('/')), 'rebuildable')
    return file
  }

  /**
   * Ends and seals the run. Returns sentences about what a full disk kept from being written; the status always is.
   * Throws STATUS_ILLEGAL when it has ended.
   */
  async finish(status: TerminalStatus = 'completed'): Promise<readonly string[]> {
    this.#isFinished = true
    this.#writer?.close()
    this.#writer = undefined
    return await this.#parts.end(status)
  }
}
