import type { ErrorCode } from '../error/codes.js'
import { RundirError } from '../error/rundir-error.js'
import { DEPTH_CURE, KEY_CURE, LIMITS } from './tree.js'

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
  return placedError('CONFIG_SYNTAX', path, place, what, { hint: `correct line ${place.line} of that file`, cause })
}

/** CONFIG_KEY for a key that could reach a prototype. */
export function forbiddenKeyError(path: string, place: TextPlace, key: string): RundirError {
  return placedError('CONFIG_KEY', path, place, `no configuration may have the key "${key}"`, KEY_CURE)
}

/** CONFIG_LIMIT for what is nested too deep. */
export function depthError(path: string, place: TextPlace): RundirError {
  return placedError('CONFIG_LIMIT', path, place, `nested deeper than ${LIMITS.depth} levels`, DEPTH_CURE)
}

/** An error whose message begins with its place. */
export function placedError(
  code: ErrorCode,
  path: string,
  { line, column }: TextPlace,
  what: string,
  more: { readonly hint: string; readonly cause?: unknown },
): RundirError {
  return new RundirError(code, `${path}:${line}:${column}: ${what}`, { ...more, place: { file: path, line, column } })
}

/** The refusal of a number that a double cannot hold: `1e999`, or an integer that would lose digits. */
export function numberError(path: string, place: TextPlace, source: string): RundirError {
  return placedError('CONFIG_SYNTAX', path, place, `the number ${source} does not fit a 64-bit float`, {
    hint: 'put it in quotes to keep its digits as text; infinity is written .inf (YAML), inf (TOML) or Infinity (JSON5)',
  })
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
