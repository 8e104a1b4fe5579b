import { RundirError } from '../../error/rundir-error.js'
import { downsample } from '../../metric/downsample.js'
import type { SeriesColumns } from '../../metric/log-fold.js'
import { readMetrics } from '../../metric/read-metrics.js'
import type { Scalar } from '../../metric/summary.js'
import { getRun } from '../../store/read.js'
import { type NumberText, printNumber } from '../../value/json.js'
import { didYouMean } from '../../value/nearest.js'
import { locateRun } from '../find-run.js'
import { readerOf, type Workspace } from '../open.js'

export interface MetricsRequest {
  readonly run: string
  /** Absolute; where a relative path starts. */
  readonly cwd: string
  /** All metrics when empty. */
  readonly keys: readonly string[]
  readonly points: number | undefined
  readonly from: number | undefined
  readonly to: number | undefined
}

/** Columns by metric, as `metrics --json` prints them: non-finite values are texts. */
export type SeriesMap = Readonly<
  Record<
    string,
    { readonly step: number[]; readonly timestamp: (number | null)[]; readonly value: (number | NumberText)[] }
  >
>

/** Scalars by metric: non-finite values are texts. */
export type ShownScalars = Readonly<Record<string, { readonly [Key in keyof Scalar]: number | NumberText }>>

export interface RunSeries {
  readonly series: SeriesMap
  readonly scalars: ShownScalars
}

export function showScalars(scalars: Readonly<Record<string, Scalar>>): ShownScalars {
  const shown = Object.entries(scalars).map(([key, { last, min, max, mean, count, step }]) => {
    const numbers = { last: printNumber(last), min: printNumber(min), max: printNumber(max), mean: printNumber(mean) }
    return [key, { ...numbers, count, step }] as const
  })
  return Object.fromEntries(shown)
}

/** The metrics of a run, finished or not. Throws RUN_UNKNOWN, METRIC_UNKNOWN (with the nearest names), RUN_DAMAGED. */
export function runMetrics(workspace: Workspace, request: MetricsRequest): RunSeries {
  const run = getRun(readerOf(workspace), locateRun(workspace, request.run, request.cwd))
  const path = `${workspace.root}/${run.dir}`
  const { series, scalars } = readMetrics(path, request.keys.length === 0 ? undefined : request.keys)
  for (const key of request.keys) {
    if (!series.has(key)) throw unknownMetric(run.manifest.name, key, [...readMetrics(path, undefined).series.keys()])
  }
  const entries = [...series].map(([key, columns]) => {
    const ranged = inRange(columns, request)
    const chosen = request.points === undefined ? ranged : downsample(ranged, request.points)
    return [key, { step: chosen.step, timestamp: chosen.timestamp, value: chosen.value.map(printNumber) }] as const
  })
  const chosen = request.keys.length === 0 ? Object.keys(scalars) : request.keys
  const wanted = Object.fromEntries(Object.entries(scalars).filter(([key]) => chosen.includes(key)))
  return { series: Object.fromEntries(entries), scalars: showScalars(wanted) }
}

function inRange(columns: SeriesColumns, { from, to }: MetricsRequest): SeriesColumns {
  if (from === undefined && to === undefined) return columns
  const low = from ?? 0
  const high = to ?? Number.POSITIVE_INFINITY
  const kept = columns.step.flatMap((step, at) => (step >= low && step <= high ? [at] : []))
  return {
    step: kept.map((at) => columns.step[at] ?? 0),
    timestamp: kept.map((at) => columns.timestamp[at] ?? null),
    value: kept.map((at) => columns.value[at] ?? Number.NaN),
  }
}

function unknownMetric(run: string, key: string, known: readonly string[]): RundirError {
  const hint =
    didYouMean(key, known) ?? (known.length === 0 ? 'it has none yet' : `it has ${known.slice(0, 8).join(', ')}`)
  return new RundirError('METRIC_UNKNOWN', `run ${run} has no metric "${key}"`, { hint })
}
