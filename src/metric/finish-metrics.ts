import { removeFile } from '../disk/remove.js'
import { replaceFile, replaceFileInParts } from '../disk/write.js'
import type { SeriesColumns } from './log-fold.js'
import { measureLogs } from './log-name.js'
import { type DamageReport, reportDamage } from './log-reader.js'
import { NPZ_NAME, printMetricsFile, readMetricsFile } from './metrics-file.js'
import { type NpzMember, printNpz } from './npz-writer.js'
import { readSeries } from './series.js'
import { type Scalar, summarize } from './summary.js'

/** Series stand in `metrics.json` itself up to this many points in all, so that it opens in an editor. */
const MOST_INLINE_POINTS = 20_000
/** A name in a zip archive has 65,535 bytes at most; the rest is for `/timestamp.npy`. */
const LONGEST_KEY_BYTES = 65_000

/** What became of the points of a run. */
export interface FinishedMetrics {
  readonly scalars: Record<string, Scalar>
  /** Lines of the logs that are lost; `metrics.json` keeps the report. */
  readonly damage: DamageReport
}

/**
 * Writes `metrics.json` of a run, and `metrics.npz` where the series are long, from its logs; durable when it returns.
 * A `metrics.json` that the program wrote, or that cannot be read, is left as it is; so is ours when the logs are gone.
 * Throws DISK_*, FORMAT_NEWER.
 */
export function finishMetrics(runDir: string): FinishedMetrics {
  const existing = readMetricsFile(runDir)
  const logs = measureLogs(`${runDir}/metrics`)
  if (existing?.kind === 'finished' && Object.keys(logs).length === 0) {
    return { scalars: existing.scalars, damage: existing.damage }
  }
  const { series, damage: found } = readSeries(`${runDir}/metrics`)
  const damage = reportDamage(found)
  const scalars = summarize(series)
  if (existing?.kind === 'program') {
    return { scalars: { ...scalars, ...summarize(existing.series) }, damage }
  }
  if (existing?.kind === 'unreadable') return { scalars, damage }
  const isLong = countPoints(series) > MOST_INLINE_POINTS && [...series.keys()].every(canNameMember)
  if (isLong) replaceFileInParts(`${runDir}/${NPZ_NAME}`, printNpz(membersOf(series)), 'durable')
  const file = { kind: 'finished', scalars, series: isLong ? undefined : series, logs, damage } as const
  replaceFile(`${runDir}/metrics.json`, printMetricsFile(file), 'durable')
  if (!isLong) removeFile(`${runDir}/${NPZ_NAME}`)
  return { scalars, damage }
}

function countPoints(series: ReadonlyMap<string, SeriesColumns>): number {
  let count = 0
  for (const columns of series.values()) count += columns.value.length
  return count
}

/** Whether every zip reader gives the key back as it is. */
function canNameMember(key: string): boolean {
  const bytes = Buffer.from(key)
  return bytes.length <= LONGEST_KEY_BYTES && !key.includes('\0') && bytes.toString() === key
}

function* membersOf(series: ReadonlyMap<string, SeriesColumns>): Generator<NpzMember> {
  for (const [key, { step, timestamp, value }] of series) {
    yield { name: `${key}/step`, kind: 'int64', numbers: step }
    yield { name: `${key}/timestamp`, kind: 'int64', numbers: timestamp.map((at) => at ?? -1) }
    yield { name: `${key}/value`, kind: 'float64', numbers: value }
  }
}
