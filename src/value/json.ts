export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** How a number that JSON cannot hold is written: as one of these strings. */
export type NumberText = 'NaN' | 'Infinity' | '-Infinity'

/** A double as strict JSON: finite numbers as they are, the others as strings. */
export function printNumber(value: number): number | NumberText {
  if (Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

/** Inverse of `printNumber`; undefined for anything that is no number. */
export function parseNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (value === 'NaN') return Number.NaN
  if (value === 'Infinity') return Number.POSITIVE_INFINITY
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY
  return undefined
}

/** Parses JSON that may be damaged: undefined instead of an exception. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A copy of plain data as JSON can hold it: numbers that it cannot hold are text. */
export function strictJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'number' ? printNumber(each) : each)))
}

/** A file for people and machines: two spaces, a newline at the end. */
export function printJsonFile(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** JSON with sorted keys and no spaces: equal values give equal text, so it can be hashed. */
export function printCanonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(printCanonicalJson).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const entries = Object.keys(value).sort()
  return `{${entries.map((key) => `${JSON.stringify(key)}:${printCanonicalJson(value[key] as Json)}`).join(',')}}`
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
