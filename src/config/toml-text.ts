import { parse, TomlDate, TomlError } from 'smol-toml'
import { losesDigits, numberError, placeAt, syntaxError } from './syntax-error.js'
import { type ConfigTree, checkDepth, copyTree, LIMITS } from './tree.js'

/** Floats with an exponent, where a value may stand. */
const FLOAT = /(?<=[=,[]\s*)[-+]?\d[\d_]*(?:\.[\d_]+)?[eE][-+]?\d+(?![\w.])/g

/**
 * Parses TOML 1.0; dates and times become their text. Throws CONFIG_SYNTAX, CONFIG_LIMIT and CONFIG_KEY.
 */
export function parseToml(text: string, path: string): ConfigTree {
  let hasInfinity = false
  const plain = (value: unknown): unknown => {
    if (value instanceof TomlDate) return value.toISOString()
    if (Array.isArray(value)) return value.map(plain)
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) hasInfinity = true
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
  }
  const document = plain(parseText(text, path))
  if (hasInfinity) {
    for (const { 0: source, index } of text.matchAll(FLOAT)) {
      if (losesDigits(source, Number(source.replaceAll('_', '')))) throw numberError(path, placeAt(text, index), source)
    }
  }
  return copyTree(document, path)
}

function parseText(text: string, path: string): unknown {
  try {
    return parse(text, { maxDepth: LIMITS.depth * 2 })
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    if (error.message.includes('nested structures')) checkDepth(Number.POSITIVE_INFINITY, path)
    const what = (error.message.split('\n')[0] ?? '').replace('Invalid TOML document: ', '')
    throw syntaxError(path, { line: error.line, column: error.column }, what)
  }
}
