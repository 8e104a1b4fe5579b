const INTEGER = /^[-+]?(?:0|[1-9](?:_?\d)*)$/
const FLOAT = /^[-+]?(?:(?:0|[1-9](?:_?\d)*)\.?|(?:0|[1-9](?:_?\d)*)?\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?$/
const SPECIAL = /^[-+]?(?:inf|nan)$/i

/**
 * Reads unquoted text as Hydra does: null, true, false (in any case), `1_000`, `1e-3`, `inf`, `nan`.
 * Undefined when it is just text: `no`, `012`, `1:30`, `0x10`.
 */
export function parseScalarText(text: string): null | boolean | number | undefined {
  const lower = text.toLowerCase()
  if (lower === 'null') return null
  if (lower === 'true' || lower === 'false') return lower === 'true'
  if (INTEGER.test(text) || FLOAT.test(text)) return Number(text.replaceAll('_', ''))
  if (!SPECIAL.test(text)) return undefined
  if (lower.endsWith('nan')) return Number.NaN
  return lower.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

/** A number as that grammar writes it. */
export function printScalarNumber(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
}
