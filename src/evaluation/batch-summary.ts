import type { Batch } from '../run/batch.js'
import type { Run } from '../store/read.js'
import { parseNumber } from '../value/json.js'
import { compareGroups, type Fold, foldRepeats } from './group.js'
import { progressOf } from './load.js'
import type { Interval } from './statistics.js'

/** A metric over runs; keys as `batch show --json` prints them. */
export interface ScoreSummary {
  readonly count: number
  readonly mean: number
  readonly standard_error: number | null
  /** 95 %; null of fewer than two runs. */
  readonly interval: Interval | null
}

/** A batch and what its runs add up to, of which nothing is stored (spec 4.3). */
export interface BatchSummary extends Pick<Batch, 'batch_id' | 'kind' | 'name' | 'created_at' | 'closed_at' | 'notes'> {
  readonly total: number
  readonly successful: number
  readonly failed: number
  /** Begun or waiting, and not ended. */
  readonly open: number
  /** Of the runs that came to an end; null while none has. */
  readonly success_rate: number | null
  /** Metrics over the successful runs. */
  readonly scores: Readonly<Record<string, ScoreSummary>>
  /** The same for each group of repeats, where there are groups. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, ScoreSummary>>>>
  /** Metrics that add up, over all runs: cost and tokens. */
  readonly sums: Readonly<Record<string, number>>
}

/** Metrics that are spent rather than reached. */
const SPENT = /^(?:cost|tokens)(?:_|$)/

export function summariseBatch(batch: Batch, runs: readonly Run[]): BatchSummary {
  const { batch_id, kind, name, created_at, closed_at, notes } = batch
  const progress = runs.map((run) => progressOf(run.status))
  const successful = runs.filter((_, at) => progress[at] === 'done')
  const failed = runs.filter(
    ({ status }, at) => progress[at] === 'failed' || status === 'cancelled' || status === 'lost',
  )
  const ended = successful.length + failed.length
  const groups = new Set(successful.flatMap(({ manifest }) => manifest.group ?? []))
  return {
    batch_id,
    kind,
    name,
    created_at,
    closed_at,
    notes,
    total: runs.length,
    successful: successful.length,
    failed: failed.length,
    open: runs.length - ended,
    success_rate: ended === 0 ? null : successful.length / ended,
    scores: scoresOf(successful),
    groups: Object.fromEntries(
      [...groups].map((group) => [group, scoresOf(successful.filter(({ manifest }) => manifest.group === group))]),
    ),
    sums: sumsOf(runs),
  }
}

/** One metric of two batches; keys as `batch compare --json` prints them. */
export interface ComparedScore {
  readonly count_a: number
  readonly count_b: number
  readonly mean_a: number
  readonly mean_b: number
  /** Of b less a. */
  readonly difference: number
  readonly interval: Interval | null
  readonly within_noise: boolean
}

/** The metrics that two sets of successful runs share. */
export function compareRunSets(a: readonly Run[], b: readonly Run[]): Record<string, ComparedScore> {
  const [first, second] = [valuesByMetric(a), valuesByMetric(b)]
  const compared: Record<string, ComparedScore> = {}
  for (const [key, values] of first) {
    const others = second.get(key)
    if (others === undefined) continue
    const { difference, interval, withinNoise } = compareGroups(values, others)
    compared[key] = {
      count_a: values.length,
      count_b: others.length,
      mean_a: foldRepeats(values).mean,
      mean_b: foldRepeats(others).mean,
      difference,
      interval,
      within_noise: withinNoise,
    }
  }
  return compared
}

function scoresOf(runs: readonly Run[]): Record<string, ScoreSummary> {
  return Object.fromEntries([...valuesByMetric(runs)].map(([key, values]) => [key, summaryOf(foldRepeats(values))]))
}

function summaryOf({ count, mean, standardError, interval }: Fold): ScoreSummary {
  return { count, mean, standard_error: standardError, interval }
}

/** Finite values of each metric that is reached, by the copies in the manifests. */
function valuesByMetric(runs: readonly Run[]): Map<string, number[]> {
  const values = new Map<string, number[]>()
  for (const [key, value] of runs.flatMap(metricsOf)) {
    if (SPENT.test(key)) continue
    const list = values.get(key)
    if (list === undefined) values.set(key, [value])
    else list.push(value)
  }
  return new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function sumsOf(runs: readonly Run[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [key, value] of runs.flatMap(metricsOf)) if (SPENT.test(key)) sums[key] = (sums[key] ?? 0) + value
  return sums
}

function metricsOf({ manifest }: Run): [string, number][] {
  return Object.entries(manifest.summary).flatMap(([key, printed]): [string, number][] => {
    const value = parseNumber(printed)
    return value !== undefined && Number.isFinite(value) ? [[key, value]] : []
  })
}
