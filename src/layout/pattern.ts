import { RundirError } from '../error/rundir-error.js'
import { isReservedName } from '../run/path-part.js'
import { printTurn } from '../run/stamp.js'
import { type Shape, ShapeBuilder } from '../value/overlap.js'
import { type Layout, placeWithLogs } from './layout.js'
import { FIXED } from './placeholder.js'

/** A run of a layout that the workspace file defines. `values` has every placeholder of the pattern but the counter. */
export interface PatternIdentity {
  readonly layout: 'pattern'
  readonly pattern: string
  readonly values: Readonly<Record<string, string>>
  /** The value of `{counter}`; in a pattern without one, 1, or the turn of a path that was claimed more than once. */
  readonly number: number
}

/** `"{project}/{model}/{date}-{counter:3}"`, parsed. */
export interface PatternLayout extends Layout<PatternIdentity> {
  /** Placeholders whose value the user gives; each is a slug. */
  readonly fields: readonly string[]
  /** All placeholders but the counter, in order. */
  readonly placeholders: readonly string[]
  readonly counted: boolean
  /** What each folder of its paths below `runs/` can be called. */
  readonly shapes: readonly Shape[]
  /** The number in a path that has these values, in any case; undefined for any other path. */
  numberOf(values: PatternIdentity['values'], path: string): number | undefined
}

type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'field' | 'fixed'; readonly key: string }
  | { readonly kind: 'counter'; readonly key: 'counter'; readonly digits: number }

const SLUG = '[a-z0-9]+(?:-[a-z0-9]+)*'
const TOKEN = /\{([a-z][a-z0-9_]*)(?::([1-9]))?\}|([A-Za-z0-9._:-]+)/y
const MAX_COUNTER_DIGITS = 9

/**
 * Parses a user's pattern (spec 1.9). Throws SETTINGS_INVALID for one from which a path could not be read back:
 * two texts with nothing but letters, digits and `-` between them, a counter outside the last part, and the like.
 */
export function parsePattern(name: string, text: string): PatternLayout {
  const parts = text.split('/').map((part) => parsePart(name, text, part))
  const tokens = parts.flat()
  const keys = tokens.flatMap((token) => (token.kind === 'literal' ? [] : [token.key]))
  const twice = keys.find((key, at) => keys.indexOf(key) !== at)
  if (twice !== undefined) throw refusal(name, text, `{${twice}} stands in it twice`)
  const counted = keys.includes('counter')
  if (counted && !parts.at(-1)?.some((token) => token.kind === 'counter'))
    throw refusal(name, text, '{counter} is not in its last part')
  const ending = counted ? '$' : '(?:_(?<turn>[2-9]|[1-9]\\d{1,5}))?$'
  const shape = (values: PatternIdentity['values']): string =>
    `^runs/${parts.map((part) => part.map((token) => shapeOf(token, values)).join('')).join('/')}${ending}`
  const expression = new RegExp(shape({}))
  const layout: PatternLayout = {
    name,
    fields: tokens.flatMap((token) => (token.kind === 'field' ? [token.key] : [])),
    placeholders: keys.filter((key) => key !== 'counter'),
    counted,
    shapes: parts.map((part, at) => letterShape(part, !counted && at === parts.length - 1)),
    numberOf(values, path) {
      const groups = new RegExp(shape(values), 'i').exec(path)?.groups
      return groups === undefined ? undefined : Number(groups['counter'] ?? groups['turn'] ?? 1)
    },
    place({ values, number }) {
      const path = parts.map((part) => part.map((token) => printToken(token, values, number)).join('')).join('/')
      const whole = `runs/${counted ? path : printTurn(path, number)}`
      if (layout.recognise(whole) === undefined)
        throw new RundirError('NAME_INVALID', `"${whole}" cannot be the path of a run in the layout ${name}`)
      return placeWithLogs(whole)
    },
    recognise(path) {
      const groups = expression.exec(path)?.groups
      if (groups === undefined || path.split('/').some(isReservedName)) return undefined
      const { counter, turn, ...values } = groups
      const number = Number(counter ?? turn ?? 1)
      return number === 0 ? undefined : { layout: 'pattern', pattern: name, values: { ...values }, number }
    },
  }
  return layout
}

function parsePart(name: string, text: string, part: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < part.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(part)
    if (match === null) throw refusal(name, text, `"${part.slice(at)}" is neither a {placeholder} nor plain letters`)
    tokens.push(tokenOf(match))
  }
  const literal = tokens.every((token) => token.kind === 'literal')
  if (tokens.length === 0 || (literal && (part.startsWith('.') || isReservedName(part))))
    throw refusal(name, text, `"${part}" cannot be the name of a folder`)
  if (/^[.-]|\.$/.test(part)) throw refusal(name, text, `the folder "${part}" begins or ends with "." or "-"`)
  checkSeparated(name, text, tokens)
  return tokens
}

function tokenOf([, key, digits, literal]: RegExpExecArray): Token {
  if (key === undefined) return { kind: 'literal', text: literal ?? '' }
  if (key === 'counter') return { kind: 'counter', key, digits: Number(digits ?? 1) }
  return { kind: Object.hasOwn(FIXED, key) ? 'fixed' : 'field', key }
}

/** Between two placeholders something must stand that neither can hold. */
function checkSeparated(name: string, text: string, tokens: readonly Token[]): void {
  let fieldsInReach = 0
  tokens.forEach((token, at) => {
    if (token.kind === 'literal') {
      if (/[^A-Za-z0-9-]/.test(token.text)) fieldsInReach = 0
      const between = at > 0 && at < tokens.length - 1
      if (between && !/^[^A-Za-z0-9]/.test(token.text))
        throw refusal(name, text, `"${token.text}" joins what it should separate`)
      if (between && !/[^A-Za-z0-9]$/.test(token.text))
        throw refusal(name, text, `"${token.text}" joins what it should separate`)
      return
    }
    const before = tokens[at - 1]
    if (before !== undefined && before.kind !== 'literal')
      throw refusal(name, text, `nothing stands between {${before.key}} and {${token.key}}`)
    if (token.kind === 'field' && ++fieldsInReach > 1)
      throw refusal(name, text, `{${token.key}} and the text before it need a "_", a "." or a "/" between them`)
  })
}

/** What a token may be in a path: a given value, or anything that a placeholder can hold. */
function shapeOf(token: Token, values: PatternIdentity['values']): string {
  if (token.kind === 'literal') return token.text.replaceAll('.', '\\.')
  if (token.kind === 'counter')
    return `(?<counter>(?!0{1,9}(?!\\d))(?:\\d{${token.digits}}|[1-9]\\d{${token.digits},${MAX_COUNTER_DIGITS - 1}}))`
  return values[token.key] ?? `(?<${token.key}>${FIXED[token.key] ?? SLUG})`
}

/** The same for the comparison with other layouts; a last part without a counter may end in a turn. */
function letterShape(part: readonly Token[], hasTurn: boolean): Shape {
  const shape = new ShapeBuilder()
  for (const token of part) addToken(shape, token)
  return (hasTurn ? shape.turn() : shape).build()
}

function addToken(shape: ShapeBuilder, token: Token): ShapeBuilder {
  if (token.kind === 'literal') return shape.text(token.text)
  if (token.kind === 'counter') return shape.some('0123456789', token.digits, MAX_COUNTER_DIGITS)
  switch (token.key) {
    case 'date':
      return shape.figures('0000-00-00')
    case 'time':
      return shape.figures('00-00-00')
    case 'timestamp':
      return shape.figures('0000-00-00_00-00-00')
    case 'git_hash':
      return shape.gitHash()
    case 'run_id':
      return shape.runId()
    default:
      return shape.slug()
  }
}

function printToken(token: Token, values: PatternIdentity['values'], number: number): string {
  if (token.kind === 'literal') return token.text
  if (token.kind === 'counter') return String(number).padStart(token.digits, '0')
  const value = values[token.key]
  if (value === undefined)
    throw new RundirError('ARGUMENT_MISSING', `the layout needs a value for {${token.key}}`, {
      hint: `give --${token.key.replaceAll('_', '-')}`,
    })
  return value
}

function refusal(name: string, text: string, why: string): RundirError {
  return new RundirError('SETTINGS_INVALID', `layouts.${name} "${text}" cannot be used: ${why}`, {
    hint: 'a pattern looks like "{project}/{model}/{date}-{counter:3}"',
  })
}
