import { type LogFold, makeColumns, type SeriesColumns } from './log-fold.js'
import { listLogs } from './log-name.js'
import { type LogDamage, type LogReading, readLog } from './log-reader.js'

/** All logs of a run, read as one. */
export interface LogSeries {
  readonly series: Map<string, SeriesColumns>
  readonly damage: LogDamage[]
  /** Entries of records that were neither numbers nor reserved. */
  readonly ignoredCount: number
}

/**
 * The series in the logs of `folder` (`<run>/metrics`), of `keys` only when given; none when there is no such folder.
 *
 *     attempts of a writer   main.1: 1 2 3 4 5   main.2: 4 5 6   →   1 2 3 | 4 5 6   (stitched: the later attempt counts)
 *     writers of a metric    main: 1 2 3         rank1: 1 2 3    →   1 1 2 2 3 3     (merged by step, then by writer)
 *
 * The points of one writer keep their order, even where steps go back.
 */
export function readSeries(folder: string, keys?: readonly string[]): LogSeries {
  const wanted = keys === undefined ? undefined : new Set(keys)
  const readings: LogReading[] = []
  for (const log of listLogs(folder)) {
    const before = readings.at(-1)
    const lastStep = before?.log.writer === log.writer ? before.fold.lastStep : -1
    readings.push(readLog(folder, log, { lastStep, keys: wanted }))
  }
  return {
    series: mergeWriters(stitchAttempts(readings)),
    damage: readings.flatMap((reading) => reading.damage),
    ignoredCount: readings.reduce((count, reading) => count + reading.fold.ignoredCount, 0),
  }
}

/** One map of series for each writer. */
function stitchAttempts(readings: readonly LogReading[]): Map<string, SeriesColumns>[] {
  const writers = new Map<string, LogFold[]>()
  for (const { log, fold } of readings) writers.set(log.writer, [...(writers.get(log.writer) ?? []), fold])
  return [...writers.values()].map((attempts) => {
    let end = Number.POSITIVE_INFINITY
    const parts: Map<string, SeriesColumns>[] = []
    for (const fold of attempts.toReversed()) {
      parts.unshift(cutAt(fold.series, end))
      end = Math.min(end, fold.firstStep ?? end)
    }
    return concatenate(parts)
  })
}

function cutAt(series: Map<string, SeriesColumns>, end: number): Map<string, SeriesColumns> {
  if (end === Number.POSITIVE_INFINITY) return series
  const cut = new Map<string, SeriesColumns>()
  for (const [key, columns] of series) {
    const kept = makeColumns()
    columns.step.forEach((step, index) => {
      if (step < end) copyPoint(columns, index, kept)
    })
    if (kept.step.length > 0) cut.set(key, kept)
  }
  return cut
}

function concatenate(parts: readonly Map<string, SeriesColumns>[]): Map<string, SeriesColumns> {
  const [first, ...rest] = parts
  const whole = first ?? new Map<string, SeriesColumns>()
  for (const part of rest) {
    for (const [key, columns] of part) {
      const before = whole.get(key)
      if (before === undefined) whole.set(key, columns)
      else for (let index = 0; index < columns.step.length; index++) copyPoint(columns, index, before)
    }
  }
  return whole
}

function mergeWriters(writers: readonly Map<string, SeriesColumns>[]): Map<string, SeriesColumns> {
  const shared = new Map<string, SeriesColumns[]>()
  for (const series of writers) {
    for (const [key, columns] of series) {
      const sources = shared.get(key)
      if (sources === undefined) shared.set(key, [columns])
      else sources.push(columns)
    }
  }
  return new Map([...shared].map(([key, sources]) => [key, mergeColumns(sources)]))
}

/** Takes the point with the lowest step from the heads of the sources; the earlier source wins a tie. */
function mergeColumns(sources: readonly SeriesColumns[]): SeriesColumns {
  const [only] = sources
  if (only !== undefined && sources.length === 1) return only
  const merged = makeColumns()
  const heads = sources.map((columns) => ({ columns, index: 0, step: columns.step[0] ?? Number.POSITIVE_INFINITY }))
  for (;;) {
    const next = heads.reduce((lowest, head) => (head.step < lowest.step ? head : lowest))
    if (next.step === Number.POSITIVE_INFINITY) return merged
    copyPoint(next.columns, next.index, merged)
    next.index += 1
    next.step = next.columns.step[next.index] ?? Number.POSITIVE_INFINITY
  }
}

function copyPoint(from: SeriesColumns, index: number, to: SeriesColumns): void {
  to.step.push(from.step[index] ?? 0)
  to.timestamp.push(from.timestamp[index] ?? null)
  to.value.push(from.value[index] ?? Number.NaN)
}
