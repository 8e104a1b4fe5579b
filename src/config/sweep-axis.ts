import { RundirError } from '../error/rundir-error.js'
import { parseElements, splitElements } from './literal.js'
import { parseOverrideKey, printOverride } from './override.js'
import { type ConfigValue, LIMITS } from './tree.js'

/** One key of a sweep with what it can be: values, or a span that random points draw from. */
export interface SweepAxis {
  /** As written before `=`: `training.lr`, `+seed`. */
  readonly key: string
  readonly choices: SweepChoices
}

export type SweepChoices =
  | { readonly kind: 'values'; readonly values: readonly ConfigValue[] }
  | { readonly kind: 'interval'; readonly from: number; readonly to: number; readonly isLog: boolean }

const FUNCTION = /^(choice|range|interval|log_interval)[ \t]*\(([\s\S]*)\)$/

/**
 * Parses `training.lr=1e-3,1e-4`, `seed=range(3)`, `seed=range(10,20,5)`, `opt=choice(adam,sgd)`,
 * `lr=interval(0,1)` and `lr=log_interval(1e-5,1e-1)`. Throws CONFIG_OVERRIDE.
 */
export function parseSweepAxis(text: string): SweepAxis {
  const { mode, path, valueText } = parseOverrideKey(text)
  const where = `the sweep "${text}"`
  if (mode === 'remove' || valueText === undefined) throw invalid(where, 'has no values to try')
  const key = printOverride({ mode, path, value: undefined })
  const [, name = '', inner = ''] = FUNCTION.exec(valueText.trim()) ?? []
  if (name === 'range') return { key, choices: { kind: 'values', values: makeRange(numbersOf(inner, where), where) } }
  if (name === 'interval' || name === 'log_interval') return { key, choices: makeInterval(name, inner, where) }
  const values = name === 'choice' ? parseElements(inner, where) : readValues(valueText, where)
  if (values.length === 0) throw invalid(where, 'has no values to try')
  return { key, choices: { kind: 'values', values } }
}

/** `1,2,range(5,7)` is 1, 2, 5, 6. */
function readValues(text: string, where: string): ConfigValue[] {
  return splitElements(text, where).flatMap((element) => {
    const [, name, inner = ''] = FUNCTION.exec(element.trim()) ?? []
    if (name === 'range') return makeRange(numbersOf(inner, where), where)
    return parseElements(element, where)
  })
}

function makeInterval(name: string, inner: string, where: string): SweepChoices {
  const [from, to, ...rest] = numbersOf(inner, where)
  const isLog = name === 'log_interval'
  if (from === undefined || to === undefined || rest.length > 0 || from >= to || (isLog && from <= 0)) {
    throw invalid(where, `needs ${name}(from, to) with ${isLog ? '0 < ' : ''}from < to`)
  }
  return { kind: 'interval', from, to, isLog }
}

/** As in Python: `(stop)`, `(start, stop)`, `(start, stop, step)`, the stop left out; decimals may be used. */
function makeRange(numbers: readonly number[], where: string): number[] {
  const [first = 0, second, step = 1] = numbers
  const [start, stop] = second === undefined ? [0, first] : [first, second]
  if (numbers.length === 0 || numbers.length > 3 || step === 0) {
    throw invalid(where, 'needs range(stop) or range(start, stop, step), the step not 0')
  }
  // Multiplied, not summed up: range(0,1,0.1) has ten values and no 0.30000000000000004 more than needed.
  const count = Math.max(0, Math.ceil(Number(((stop - start) / step).toFixed(9))))
  if (count > LIMITS.sweepPoints) throw tooMany(where)
  return Array.from({ length: count }, (_, index) => Number((start + index * step).toPrecision(15)))
}

function numbersOf(inner: string, where: string): number[] {
  return parseElements(inner, where).map((value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw invalid(where, 'needs numbers in its brackets')
  })
}

function invalid(where: string, what: string): RundirError {
  return new RundirError('CONFIG_OVERRIDE', `${where} ${what}`, {
    hint: 'write key=1,2,3, key=range(3), key=choice(a,b), or key=interval(0,1) for random points',
  })
}

/** The refusal of a sweep with more points than anybody means. */
export function tooMany(where: string): RundirError {
  return new RundirError('CONFIG_LIMIT', `${where} has more than ${LIMITS.sweepPoints} points`, {
    hint: 'take fewer values, or draw some at random: --samples N',
  })
}
