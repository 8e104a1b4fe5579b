import { RundirError } from '../error/rundir-error.js'
import type { SeriesColumns } from './log-fold.js'
import { type LogSizes, measureLogs } from './log-name.js'
import { type DamageReport, reportDamage } from './log-reader.js'
import { NPZ_NAME, readMetricsFile } from './metrics-file.js'
import { NpzFile } from './npz-reader.js'
import { readSeries } from './series.js'
import { type Scalar, summarize } from './summary.js'

/** The metrics of a run, wherever they stand. */
export interface RunMetrics {
  /** Of every metric, whichever series were asked for. */
  readonly scalars: Record<string, Scalar>
  readonly series: Map<string, SeriesColumns>
  /** `file`: `metrics.json`. `log`: the live logs. `program`: a `metrics.json` of the program, and the logs beside it. */
  readonly source: 'file' | 'log' | 'program'
  /** Of the logs. */
  readonly damage: DamageReport
}

/**
 * Reads the scalars and the series (of `keys` only when given) of a run. `metrics.json` counts while no log has grown since it
 * was written; else the logs do. Throws FORMAT_NEWER, DISK_*, and RUN_DAMAGED when the series are lost.
 */
export function readMetrics(runDir: string, keys?: readonly string[]): RunMetrics {
  const file = readMetricsFile(runDir)
  const logs = measureLogs(`${runDir}/metrics`)
  if (file?.kind === 'finished' && !hasGrown(logs, file.logs)) {
    const known = Object.keys(file.scalars)
    const wanted = keys === undefined ? known : known.filter((key) => keys.includes(key))
    const series = file.series ?? readArchive(runDir, wanted)
    if (series !== undefined) {
      return { scalars: file.scalars, series: pick(series, keys), source: 'file', damage: file.damage }
    }
    if (Object.keys(logs).length === 0) throw lostSeries(runDir)
  }
  const { series, damage: found } = readSeries(`${runDir}/metrics`)
  const damage = reportDamage(found)
  if (file?.kind !== 'program') return { scalars: summarize(series), series: pick(series, keys), source: 'log', damage }
  const all = new Map([...series, ...file.series])
  return { scalars: summarize(all), series: pick(all, keys), source: 'program', damage }
}

/** Whether a log has appeared or changed since the sizes were noted. A log that is gone is no news; nor is a file without sizes. */
export function hasGrown(logs: LogSizes, noted: LogSizes | undefined): boolean {
  if (noted === undefined) return false
  return Object.entries(logs).some(([file, sizeBytes]) => noted[file] !== sizeBytes)
}

/** Undefined when a column is missing or damaged. */
function readArchive(runDir: string, keys: readonly string[]): Map<string, SeriesColumns> | undefined {
  const archive = NpzFile.open(`${runDir}/${NPZ_NAME}`)
  const series = new Map<string, SeriesColumns>()
  for (const key of keys) {
    const step = archive?.readColumn(`${key}/step`)
    const timestamp = archive?.readColumn(`${key}/timestamp`)
    const value = archive?.readColumn(`${key}/value`)
    if (step === undefined || timestamp === undefined || value === undefined) return undefined
    series.set(key, { step, timestamp: timestamp.map((at) => (at < 0 ? null : at)), value })
  }
  return series
}

function pick(series: Map<string, SeriesColumns>, keys: readonly string[] | undefined): Map<string, SeriesColumns> {
  if (keys === undefined) return series
  const wanted = new Set(keys)
  return new Map([...series].filter(([key]) => wanted.has(key)))
}

function lostSeries(runDir: string): RundirError {
  return new RundirError('RUN_DAMAGED', `${runDir}/${NPZ_NAME} is missing or damaged, and there are no logs`, {
    hint: 'the scalars in metrics.json are still good; restore the file from a copy',
  })
}
