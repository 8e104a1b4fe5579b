import { readTextIfThere } from '../disk/read.js'
import { RundirError } from '../error/rundir-error.js'
import { isJsonObject, type Json, type JsonObject, parseJson, parseNumber, printNumber } from '../value/json.js'
import { makeColumns, type SeriesColumns } from './log-fold.js'
import type { LogSizes } from './log-name.js'
import type { DamageReport, LogDamage } from './log-reader.js'
import { isReserved, parseStep } from './record.js'
import type { Scalar } from './summary.js'

/** The version of `metrics.json` that this code writes; it reads every older one. */
const METRICS_VERSION = 1

/** The archive of long series, beside `metrics.json`. */
export const NPZ_NAME = 'metrics.npz'

/** What stands in `metrics.json`. */
export type MetricsFile =
  | {
      readonly kind: 'finished'
      readonly scalars: Record<string, Scalar>
      /** Undefined: they stand in `metrics.npz`. */
      readonly series: Map<string, SeriesColumns> | undefined
      /** Each log that went into the file; undefined when it does not say. */
      readonly logs: LogSizes | undefined
      /** Of the logs, when the file was made. */
      readonly damage: DamageReport
    }
  /** The program wrote it: a flat object of numbers, or of arrays. */
  | { readonly kind: 'program'; readonly series: Map<string, SeriesColumns> }
  /** No JSON object. */
  | { readonly kind: 'unreadable' }

/** What is in `<run>/metrics.json`; undefined when there is none. Throws FORMAT_NEWER. */
export function readMetricsFile(runDir: string): MetricsFile | undefined {
  const text = readTextIfThere(`${runDir}/metrics.json`)
  if (text === undefined) return undefined
  const content = parseJson(text)
  if (!isJsonObject(content)) return { kind: 'unreadable' }
  const { scalars, series } = content
  if (!isJsonObject(scalars) || !isJsonObject(series)) return { kind: 'program', series: parseProgramSeries(content) }
  const version = content['schema_version']
  if (typeof version === 'number' && version > METRICS_VERSION) {
    throw new RundirError('FORMAT_NEWER', `${runDir}/metrics.json has schema_version ${version}`, {
      hint: `this rundir reads up to ${METRICS_VERSION}: use a newer one`,
    })
  }
  return {
    kind: 'finished',
    scalars: parseScalars(scalars),
    series: series['file'] === NPZ_NAME ? undefined : parseSeries(series),
    logs: parseSizes(content['logs']),
    damage: parseDamage(content['damage']),
  }
}

/** The text of `metrics.json`, one metric a line: it opens in an editor. `series` undefined: they stand in the archive. */
export function printMetricsFile(file: Extract<MetricsFile, { kind: 'finished' }>): string {
  const scalars = Object.entries(file.scalars).map(
    ([key, scalar]) => [key, JSON.stringify(scalar, printSafely)] as const,
  )
  const series = [...(file.series ?? [])].map(([key, columns]) => [key, JSON.stringify(columns, printSafely)] as const)
  const seriesText = file.series === undefined ? JSON.stringify({ file: NPZ_NAME }) : printLines(series)
  const head = `{\n  "schema_version": ${METRICS_VERSION},\n  "scalars": ${printLines(scalars)},\n`
  const damageText = file.damage.count === 0 ? '' : `,\n  "damage": ${JSON.stringify(file.damage)}`
  return `${head}  "series": ${seriesText},\n  "logs": ${JSON.stringify(file.logs)}${damageText}\n}\n`
}

function printLines(entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return '{}'
  return `{\n${entries.map(([key, text]) => `    ${JSON.stringify(key)}: ${text}`).join(',\n')}\n  }`
}

function printSafely(_: string, value: unknown): unknown {
  return typeof value === 'number' ? printNumber(value) : value
}

function parseScalars(scalars: JsonObject): Record<string, Scalar> {
  const parsed: Record<string, Scalar> = {}
  for (const [key, scalar] of Object.entries(scalars)) {
    if (!isJsonObject(scalar)) continue
    const number = (name: string): number => parseNumber(scalar[name]) ?? Number.NaN
    parsed[key] = {
      last: number('last'),
      min: number('min'),
      max: number('max'),
      mean: number('mean'),
      count: parseStep(scalar['count']) ?? 0,
      step: parseStep(scalar['step']) ?? 0,
    }
  }
  return parsed
}

function parseSeries(series: JsonObject): Map<string, SeriesColumns> {
  const parsed = new Map<string, SeriesColumns>()
  for (const [key, columns] of Object.entries(series)) {
    if (!isJsonObject(columns)) continue
    const { step, timestamp, value } = columns
    if (!Array.isArray(value)) continue
    parsed.set(key, {
      step: value.map((_, index) => parseStep(Array.isArray(step) ? step[index] : index) ?? index),
      timestamp: value.map((_, index) => parseStep(Array.isArray(timestamp) ? timestamp[index] : null) ?? null),
      value: value.map((one: unknown) => parseNumber(one) ?? Number.NaN),
    })
  }
  return parsed
}

function parseSizes(logs: Json | undefined): LogSizes | undefined {
  if (!isJsonObject(logs)) return undefined
  return Object.fromEntries(
    Object.entries(logs).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}

function parseDamage(damage: Json | undefined): DamageReport {
  const { count, places } = isJsonObject(damage) ? damage : {}
  return { count: parseStep(count) ?? 0, places: Array.isArray(places) ? places.filter(isPlace) : [] }
}

function isPlace(place: unknown): place is LogDamage {
  if (typeof place !== 'object' || place === null) return false
  const { file, kind, from, to } = place as Partial<Record<keyof LogDamage, unknown>>
  const isKnown = typeof file === 'string' && (kind === 'line' || kind === 'conflict')
  return isKnown && parseStep(from) !== undefined && parseStep(to) !== undefined
}

/** Numbers are points at the step that the file names, or 0; arrays are series from step 0 on; all else is passed over. */
function parseProgramSeries(content: JsonObject): Map<string, SeriesColumns> {
  const series = new Map<string, SeriesColumns>()
  const step = parseStep(content['step']) ?? 0
  const visit = (prefix: string, object: JsonObject): void => {
    for (const [name, value] of Object.entries(object)) {
      if (prefix === '' && (isReserved(name) || name === 'schema_version')) continue
      if (isJsonObject(value)) visit(`${prefix}${name}/`, value)
      else
        addValues(
          series,
          `${prefix}${name}`,
          Array.isArray(value) ? { from: 0, values: value } : { from: step, values: [value] },
        )
    }
  }
  visit('', content)
  return series
}

function addValues(
  series: Map<string, SeriesColumns>,
  key: string,
  run: { from: number; values: readonly Json[] },
): void {
  const numbers = run.values.map(parseNumber)
  if (numbers.length === 0 || numbers.some((number) => number === undefined)) return
  const columns = makeColumns()
  numbers.forEach((number, index) => {
    columns.step.push(run.from + index)
    columns.timestamp.push(null)
    columns.value.push(number ?? Number.NaN)
  })
  series.set(key, columns)
}
