import { RundirError } from '../error/rundir-error.js'
import { isReserved, parseStep } from './record.js'

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'space' }
  | { readonly kind: 'number'; readonly name: string }

/** How a program prints its metrics, such as `step {step} loss {loss}`; made by `parsePrintedPattern`. */
export type PrintedPattern = readonly Token[]

/** What one printed line says. */
export interface PrintedValues {
  readonly step: number | undefined
  readonly values: Readonly<Record<string, number>>
}

const PART = /\{\{|\}\}|\{([A-Za-z0-9][A-Za-z0-9_./-]*)\}|\s+|[{}]|[^\s{}]+/g
const NUMBER = /[+-]?(?:(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,4})?|inf(?:inity)?\b|nan\b)/iy
const SPACES = /[ \t]+/y
const WORD_END = /[\p{L}\p{N}_/]$/u
const WORD_START = /^[\p{L}\p{N}_]/u
const NUMBER_GOES_ON = /\.?\d/y
/** A comma between digits: thousands to one, decimals to another. No number is better than a wrong one. */
const NUMBER_MAY_GO_ON = /,\d/y
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-?]*[ -/]*[@-~]`, 'g')
const LONGEST_LINE = 4_096

/**
 * Parses a pattern: `{name}` is a number, white space is one space or more, `{{` and `}}` are braces, all else stands for itself.
 * Throws SETTINGS_INVALID when there is no number in it, a name twice, or nothing between two numbers.
 */
export function parsePrintedPattern(pattern: string): PrintedPattern {
  const tokens: Token[] = []
  for (const [part, name] of pattern.trim().matchAll(PART)) {
    if (part === '{' || part === '}') throw invalidPattern(pattern, `"${part}" does not belong to a {name}`)
    const last = tokens.at(-1)
    const text = part === '{{' ? '{' : part === '}}' ? '}' : part
    if (name !== undefined) {
      if (last?.kind === 'number') throw invalidPattern(pattern, `nothing stands between {${last.name}} and {${name}}`)
      if (tokens.some((token) => token.kind === 'number' && token.name === name)) {
        throw invalidPattern(pattern, `{${name}} stands there twice`)
      }
      tokens.push({ kind: 'number', name })
    } else if (part.trim() === '') tokens.push({ kind: 'space' })
    else if (last?.kind === 'text') tokens[tokens.length - 1] = { kind: 'text', text: last.text + text }
    else tokens.push({ kind: 'text', text })
  }
  if (tokens.some((token) => token.kind === 'number' && !isReserved(token.name))) return tokens
  throw invalidPattern(pattern, 'it has no {name} of a metric')
}

/**
 * The numbers where `line` (without newline) has the pattern for the first time; anything may stand before and after it, but a
 * word or a number is not cut in two: `loss {loss}` is not found in `val_loss 0.3`, nor in `loss 1,234`. Colours and other control
 * sequences of a terminal are passed over. Undefined when it is not there.
 * No pattern can make it slow; only the first 4,096 characters are looked at.
 */
export function parsePrintedLine(pattern: PrintedPattern, line: string): PrintedValues | undefined {
  const [first] = pattern
  if (first === undefined) return undefined
  const text = (line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line).replace(COLOUR, '')
  for (let start = findStart(first, text, 0); start >= 0; start = findStart(first, text, start + 1)) {
    const found = matchAt(pattern, text, start)
    if (found !== undefined) return found
  }
  return undefined
}

/** The next place at or behind `from` where the first part of the pattern may begin; -1 when there is none. */
function findStart(first: Token, line: string, from: number): number {
  if (first.kind === 'text') {
    const cutsWords = WORD_START.test(first.text)
    let at = line.indexOf(first.text, from)
    while (at > 0 && cutsWords && WORD_END.test(line.slice(at - 1, at))) at = line.indexOf(first.text, at + 1)
    return at
  }
  for (let at = from; at < line.length; at++) {
    if (/[\d.+\-in]/i.test(line.charAt(at)) && !/[\w.]$|\d,$/.test(line.slice(Math.max(0, at - 2), at))) return at
  }
  return -1
}

function matchAt(pattern: PrintedPattern, line: string, start: number): PrintedValues | undefined {
  const values: Record<string, number> = {}
  let step: number | undefined
  let at = start
  for (const [place, token] of pattern.entries()) {
    if (token.kind === 'text') {
      if (!line.startsWith(token.text, at)) return undefined
      at += token.text.length
      continue
    }
    const found = stick(token.kind === 'space' ? SPACES : NUMBER, line, at)
    if (found === undefined) return undefined
    at += found.length
    if (token.kind === 'space') continue
    if (stick(NUMBER_GOES_ON, line, at) !== undefined) return undefined
    const next = pattern[place + 1]
    const endsAtComma = next?.kind === 'text' && next.text.startsWith(',')
    if (!endsAtComma && stick(NUMBER_MAY_GO_ON, line, at) !== undefined) return undefined
    const value = parsePrintedNumber(found)
    if (token.name === 'step') step = parseStep(value)
    else values[token.name] = value
    if (token.name === 'step' && step === undefined) return undefined
  }
  return { step, values }
}

function stick(pattern: RegExp, line: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(line)?.[0]
}

function parsePrintedNumber(text: string): number {
  if (/nan$/i.test(text)) return Number.NaN
  if (/inf/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return Number(text)
}

function invalidPattern(pattern: string, why: string): RundirError {
  return new RundirError('SETTINGS_INVALID', `"${pattern}" is no pattern of printed metrics: ${why}`, {
    hint: 'write it as the program prints it, with {name} for each number: step {step} loss {loss}',
  })
}
