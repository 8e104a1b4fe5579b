import { RundirError } from '../error/rundir-error.js'

/** A place in a text, both counted from 1. */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

/** Line and column of an offset. */
export function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

/** CONFIG_SYNTAX with the file and the place: `configs/a.yaml:3:7: duplicate key "lr"`. */
export function syntaxError(path: string, place: TextPlace, what: string, cause?: unknown): RundirError {
  return new RundirError('CONFIG_SYNTAX', `${path}:${place.line}:${place.column}: ${what}`, {
    hint: `correct line ${place.line} of that file`,
    cause,
  })
}

/** The refusal of a number that a double cannot hold: `1e999`, or an integer that would lose digits. */
export function numberError(path: string, place: TextPlace, source: string): RundirError {
  return new RundirError(
    'CONFIG_SYNTAX',
    `${path}:${place.line}:${place.column}: the number ${source} does not fit a 64-bit float`,
    {
      hint: 'put it in quotes to keep its digits as text; infinity is written .inf (YAML), inf (TOML) or Infinity (JSON5)',
    },
  )
}

/** Whether a decimal literal would change when read as a double: it overflows, or an integer loses digits. */
export function losesDigits(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return /^[-+]?[.\d]/.test(source) && /\d/.test(source)
  const integer = /^([-+]?)([\d_]+)$/.exec(source)
  if (integer === null || Number.isSafeInteger(value)) return false
  const digits = (integer[2] ?? '').replaceAll('_', '')
  const exact = BigInt(integer[1] === '-' ? `-${digits}` : digits)
  // The second form is how the double itself is printed: its digits, then zeros.
  return exact !== BigInt(value) && String(exact) !== String(value)
}
