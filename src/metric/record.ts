import { isJsonObject, type JsonObject, parseNumber } from '../value/json.js'

/** One value of one metric (spec 2.4). */
export interface MetricPoint {
  readonly key: string
  readonly step: number
  /** Milliseconds since 1970; null when the writer did not say. */
  readonly timestamp: number | null
  readonly value: number
  /** Who logged it: `main`, `rank3`, `system`, … */
  readonly writer: string
}

const MAX_DEPTH = 32
const UNDERSCORE = 95

/** Whether a name in a record is no metric: `step`, and whatever begins with `_`. */
export function isReserved(name: string): boolean {
  return name.charCodeAt(0) === UNDERSCORE || name === 'step'
}

export function isSeq(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

/** A step as a number; undefined when it is none (steps are integers ≥ 0). */
export function parseStep(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** `_at` of a record in whole milliseconds; null when there is none. */
export function timestampOf(record: JsonObject): number | null {
  const at = record['_at']
  return typeof at === 'number' && at >= 0 && at <= Number.MAX_SAFE_INTEGER ? Math.floor(at) : null
}

/** Hands each metric of a record to `take`, nested names joined by `/`. Returns how many entries were no number. */
export function visitValues(record: JsonObject, take: (key: string, value: number) => void): number {
  let ignoredCount = 0
  for (const name in record) {
    const value = record[name]
    if (isReserved(name)) continue
    if (typeof value === 'number') take(name, value)
    else ignoredCount += visitOther(name, value, 1, take)
  }
  return ignoredCount
}

function visitOther(key: string, value: unknown, depth: number, take: (key: string, value: number) => void): number {
  const number = parseNumber(value)
  if (number !== undefined) {
    take(key, number)
    return 0
  }
  if (!isJsonObject(value) || depth > MAX_DEPTH) return 1
  let ignoredCount = 0
  for (const name in value) ignoredCount += visitOther(`${key}/${name}`, value[name], depth + 1, take)
  return ignoredCount
}
