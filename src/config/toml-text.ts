import { parse, TomlDate, TomlError } from 'smol-toml'
import { depthError, forbiddenKeyError, losesDigits, numberError, placeAt, syntaxError } from './syntax-error.js'
import { type ConfigTree, checkDepth, copyTree, isForbiddenKey, LIMITS } from './tree.js'

/** Floats with an exponent, where a value may stand. */
const FLOAT = /(?<=[=,[]\s*)[-+]?\d[\d_]*(?:\.[\d_]+)?[eE][-+]?\d+(?![\w.])/g
/** Dates and times, where a value may stand. */
const DATE = /(?<=[=,[]\s*)(?:\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d[\d:.]*(?:[Zz]|[-+]\d\d:\d\d)?)?|\d\d:\d\d[\d:.]*)/g
/** A dotted key, or the name of a table, with more parts than there may be levels. */
const LONG_KEY = new RegExp(`(?:[\\w"'-]+[ \\t]*\\.[ \\t]*){${LIMITS.depth}}`)

/**
 * Parses TOML 1.0; dates and times become the text that was written. Throws CONFIG_SYNTAX, CONFIG_LIMIT and CONFIG_KEY.
 */
export function parseToml(text: string, path: string): ConfigTree {
  const reader = new Reader(text, path)
  const document = reader.read(parseText(text, path), 0)
  if (reader.hasInfinity) refuseOverflow(text, path)
  return copyTree(document, path)
}

/** What the parser gives, as plain data. It tells no places, so that they are looked for when something is wrong. */
class Reader {
  readonly #text: string
  readonly #path: string
  #dates: Map<string, string[]> | undefined
  hasInfinity = false

  constructor(text: string, path: string) {
    this.#text = text
    this.#path = path
  }

  read(value: unknown, depth: number): unknown {
    if (depth > LIMITS.depth) this.#refuseDepth(depth)
    if (value instanceof TomlDate) return this.#textOf(value)
    if (Array.isArray(value)) return value.map((item) => this.read(item, depth + 1))
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) this.hasInfinity = true
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (isForbiddenKey(key)) this.#refuseKey(key)
        return [key, this.read(item, depth + 1)]
      }),
    )
  }

  /** The parser keeps milliseconds, and no text: that of the next date with this value is taken. */
  #textOf(date: TomlDate): string {
    const printed = date.toISOString()
    this.#dates ??= groupDates(this.#text)
    return this.#dates.get(printed)?.shift() ?? printed
  }

  #refuseDepth(depth: number): void {
    const at = this.#text.search(LONG_KEY)
    if (at !== -1) throw depthError(this.#path, placeAt(this.#text, at))
    checkDepth(depth, this.#path)
  }

  /** Without a place where it is written with escapes: `copyTree` refuses it then. */
  #refuseKey(key: string): void {
    const at = this.#text.search(new RegExp(`(?<![\\w-])${key}(?=["']?[ \\t]*[.=\\]])`))
    if (at !== -1) throw forbiddenKeyError(this.#path, placeAt(this.#text, at), key)
  }
}

/** The dates of a text by their value, in their order. */
function groupDates(text: string): Map<string, string[]> {
  const dates = new Map<string, string[]>()
  for (const [written] of text.matchAll(DATE)) {
    const date = new TomlDate(written)
    if (!date.isValid()) continue
    const printed = date.toISOString()
    const alike = dates.get(printed)
    if (alike === undefined) dates.set(printed, [written])
    else alike.push(written)
  }
  return dates
}

function refuseOverflow(text: string, path: string): void {
  for (const { 0: source, index } of text.matchAll(FLOAT)) {
    if (losesDigits(source, Number(source.replaceAll('_', '')))) throw numberError(path, placeAt(text, index), source)
  }
}

function parseText(text: string, path: string): unknown {
  try {
    return parse(text, { maxDepth: LIMITS.depth * 2 })
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    if (error.message.includes('nested structures')) throw depthError(path, error)
    const what = (error.message.split('\n')[0] ?? '').replace('Invalid TOML document: ', '')
    throw syntaxError(path, { line: error.line, column: error.column }, what)
  }
}
