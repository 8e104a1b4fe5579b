import { TailReader } from '../../disk/descriptor.js'
import { isRundirError } from '../../error/rundir-error.js'
import { MetricWriter } from '../../metric/metric-writer.js'
import { type PrintedPattern, type PrintedValues, parsePrintedLine, parsePrintedPattern } from '../../metric/printed.js'
import type { Workspace } from '../open.js'
import type { RunPaths } from '../paths.js'

const POLL_EVERY_MS = 250
/** A longer line is no line of metrics. */
const MAX_LINE_LENGTH = 64 * 1024

/** Reads metrics from the lines that a program prints, by the patterns of the workspace (`printed_metrics`). */
export class PrintedMetrics {
  readonly #patterns: readonly PrintedPattern[]
  readonly #tail: TailReader
  readonly #timer: NodeJS.Timeout | undefined
  readonly #open: () => MetricWriter
  readonly #onProblem: (text: string) => void
  #writer: MetricWriter | undefined
  readonly #decoder = new TextDecoder()
  #unfinished = ''
  #stopped = false

  /** Throws SETTINGS_INVALID for a pattern that is none. */
  constructor(workspace: Workspace, paths: RunPaths, attempt: number, onProblem: (text: string) => void) {
    this.#patterns = workspace.settings.printed_metrics.map(parsePrintedPattern)
    this.#tail = new TailReader(paths.logsOfAttempt(attempt).stdoutPath)
    this.#open = () => new MetricWriter(paths.metrics, 'printed', attempt, workspace.clock)
    this.#onProblem = onProblem
    if (this.#patterns.length > 0) this.#timer = setInterval(() => this.#guard(() => this.#readOn()), POLL_EVERY_MS)
  }

  /** Reads what is left; call when the program has ended. */
  finish(): void {
    clearInterval(this.#timer)
    this.#guard(() => {
      if (this.#patterns.length > 0) this.#readOn()
      // The program is over: what has no newline will never get one.
      if (this.#unfinished !== '') this.#take(this.#unfinished)
      this.#writer?.close()
    })
    this.#tail.close()
  }

  #readOn(): void {
    for (let bytes = this.#tail.read(); bytes.length > 0; bytes = this.#tail.read()) {
      const lines = (this.#unfinished + this.#decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r/)
      this.#unfinished = (lines.pop() ?? '').slice(-MAX_LINE_LENGTH)
      for (const line of lines) this.#take(line)
    }
  }

  #take(line: string): void {
    const found = firstMatch(this.#patterns, line)
    if (found === undefined) return
    this.#writer ??= this.#open()
    this.#writer.log(found.values, found.step === undefined ? {} : { step: found.step })
  }

  /** A failure is told once and ends the reading, never the run. */
  #guard(action: () => void): void {
    if (this.#stopped) return
    try {
      action()
    } catch (error) {
      if (!isRundirError(error)) throw error
      this.#stopped = true
      this.#onProblem(`printed metrics are no longer read: ${error.message}`)
    }
  }
}

function firstMatch(patterns: readonly PrintedPattern[], line: string): PrintedValues | undefined {
  for (const pattern of patterns) {
    const found = parsePrintedLine(pattern, line)
    if (found !== undefined) return found
  }
  return undefined
}
