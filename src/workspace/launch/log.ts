import { RundirError } from '../../error/rundir-error.js'
import { MetricWriter } from '../../metric/metric-writer.js'
import { isTerminalStatus } from '../../run/status.js'
import { getRun } from '../../store/read.js'
import { parseNumber } from '../../value/json.js'
import { locateRun } from '../find-run.js'
import { readerOf, type Workspace } from '../open.js'

export interface LogRequest {
  readonly run: string
  /** Absolute; where a relative path starts. */
  readonly cwd: string
  /** `key=number` words. */
  readonly words: readonly string[]
  readonly step: number | undefined
}

/**
 * Appends one record to the log of the writer `cli`; returns the number of metrics in it. They are with the kernel when it returns.
 * Throws RUN_UNKNOWN, VALUE_INVALID, STATUS_ILLEGAL for a run that is sealed, DISK_*.
 */
export function logPoint(workspace: Workspace, { run: text, cwd, words, step }: LogRequest): number {
  const values = Object.fromEntries(words.map(parseMetric))
  const dir = locateRun(workspace, text, cwd)
  const run = getRun(readerOf(workspace), dir)
  if (isTerminalStatus(run.status)) {
    throw new RundirError('STATUS_ILLEGAL', `run ${run.manifest.name} is ${run.status}: its log is closed`, {
      hint: 'a sealed run does not change; start another one',
    })
  }
  const attempt = Math.max(1, run.manifest.attempt)
  const writer = new MetricWriter(`${workspace.root}/${dir}/metrics`, 'cli', attempt, workspace.clock, 'shared')
  writer.log(values, step === undefined ? {} : { step })
  writer.close()
  return Object.keys(values).length
}

/** As programs print numbers; `0x10` and `1_000` are none. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

function parseMetric(word: string): [string, number] {
  const at = word.lastIndexOf('=')
  const text = word.slice(at + 1)
  const value = parseNumber(text) ?? (DECIMAL.test(text) ? Number(text) : Number.NaN)
  const spelled = text === 'NaN'
  if (at > 0 && (spelled || !Number.isNaN(value))) return [word.slice(0, at), value]
  throw new RundirError('VALUE_INVALID', `"${word}" is not a metric`, {
    hint: 'write it like loss=0.31 (NaN and Infinity are numbers)',
  })
}
