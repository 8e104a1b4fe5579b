import { TailReader } from '../../disk/descriptor.js'
import { isRundirError } from '../../error/rundir-error.js'
import { MetricWriter } from '../../metric/metric-writer.js'
import { type PrintedPattern, type PrintedValues, parsePrintedLine, parsePrintedPattern } from '../../metric/printed.js'
import type { Workspace } from '../open.js'
import type { RunPaths } from '../paths.js'

const POLL_EVERY_MS = 250
/** A longer line is no line of metrics. */
const MAX_LINE_LENGTH = 64 * 1024

/** One stream of a program, and the line of it that is not whole yet. */
interface Stream {
  readonly tail: TailReader
  readonly decoder: InstanceType<typeof TextDecoder>
  unfinished: string
}

/**
 * Reads metrics from the lines that a program prints on either stream (Python's `logging` writes to standard error), by the patterns
 * of the workspace (`printed_metrics`).
 */
export class PrintedMetrics {
  readonly #patterns: readonly PrintedPattern[]
  readonly #streams: readonly Stream[]
  readonly #timer: NodeJS.Timeout | undefined
  readonly #open: () => MetricWriter
  readonly #onProblem: (text: string) => void
  #writer: MetricWriter | undefined
  #stopped = false

  /** Throws SETTINGS_INVALID for a pattern that is none. */
  constructor(workspace: Workspace, paths: RunPaths, attempt: number, onProblem: (text: string) => void) {
    this.#patterns = workspace.settings.printed_metrics.map(parsePrintedPattern)
    const { stdoutPath, stderrPath } = paths.logsOfAttempt(attempt)
    this.#streams = [stdoutPath, stderrPath].map((path) => {
      return { tail: new TailReader(path), decoder: new TextDecoder(), unfinished: '' }
    })
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
      for (const { unfinished } of this.#streams) if (unfinished !== '') this.#take(unfinished)
      this.#writer?.close()
    })
    for (const { tail } of this.#streams) tail.close()
  }

  #readOn(): void {
    for (const stream of this.#streams) {
      for (let bytes = stream.tail.read(); bytes.length > 0; bytes = stream.tail.read()) {
        const lines = (stream.unfinished + stream.decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r/)
        stream.unfinished = (lines.pop() ?? '').slice(-MAX_LINE_LENGTH)
        for (const line of lines) this.#take(line)
      }
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
