import { isRundirError } from '../error/rundir-error.js'
import type { LogSizes } from './log-name.js'
import { type DamageReport, reportDamage } from './log-reader.js'
import { type MetricsFile, NPZ_NAME, readMetricsFile } from './metrics-file.js'
import { NpzFile } from './npz-reader.js'
import { hasGrown } from './read-metrics.js'
import { readSeries } from './series.js'

/** What can be said of the metrics of a run without using them. */
export interface MetricsReading {
  readonly file: 'missing' | 'unreadable' | 'newer' | 'read'
  /** Whether `metrics.json` points to an archive that is missing or damaged. */
  readonly lacksArchive: boolean
  /** Of all metrics, whether they stand in the file or in the logs. */
  readonly keys: readonly string[]
  /** Names of the live logs. */
  readonly logs: readonly string[]
  /** Of the logs: read now, or as `metrics.json` tells it. */
  readonly damage: DamageReport
}

/**
 * `logs` are the live logs. `thorough`: the logs and the whole archive are read, whatever `metrics.json` says of them; else the logs are read where it says
 * nothing. `runDir` is absolute. Throws DISK_*.
 */
export function inspectMetrics(runDir: string, logs: LogSizes, depth: 'quick' | 'thorough'): MetricsReading {
  const file = readUnlessNewer(runDir)
  const known = depth === 'thorough' ? undefined : damageIn(file, logs)
  const read = known === undefined ? readSeries(`${runDir}/metrics`) : undefined
  const fromFile = typeof file === 'object' ? keysOf(file) : []
  return {
    file: kindOf(file),
    lacksArchive: typeof file === 'object' && lacksArchive(runDir, file, depth),
    keys: [...new Set([...fromFile, ...(read?.series.keys() ?? [])])],
    logs: Object.keys(logs),
    damage: known ?? reportDamage(read?.damage ?? []),
  }
}

/** What `metrics.json` says of the logs; undefined where it is not made from these. */
function damageIn(file: MetricsFile | 'missing' | 'newer', logs: LogSizes): DamageReport | undefined {
  const isOfThese = typeof file === 'object' && file.kind === 'finished' && !hasGrown(logs, file.logs)
  return isOfThese ? file.damage : undefined
}

function readUnlessNewer(runDir: string): MetricsFile | 'missing' | 'newer' {
  try {
    return readMetricsFile(runDir) ?? 'missing'
  } catch (error) {
    if (isRundirError(error, 'FORMAT_NEWER')) return 'newer'
    throw error
  }
}

function kindOf(file: MetricsFile | 'missing' | 'newer'): MetricsReading['file'] {
  if (typeof file === 'string') return file
  return file.kind === 'unreadable' ? 'unreadable' : 'read'
}

function keysOf(file: MetricsFile): string[] {
  if (file.kind === 'unreadable') return []
  return file.kind === 'finished' ? Object.keys(file.scalars) : [...file.series.keys()]
}

function lacksArchive(runDir: string, file: MetricsFile, depth: 'quick' | 'thorough'): boolean {
  if (file.kind !== 'finished' || file.series !== undefined) return false
  const archive = NpzFile.open(`${runDir}/${NPZ_NAME}`)
  if (archive === undefined) return true
  const columns = depth === 'quick' ? [] : ['step', 'timestamp', 'value']
  return keysOf(file).some((key) => columns.some((column) => archive.readColumn(`${key}/${column}`) === undefined))
}
