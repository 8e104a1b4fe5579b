import JSON5 from 'json5'
import { depthError, forbiddenKeyError, losesDigits, numberError, placeAt, syntaxError } from './syntax-error.js'
import { type ConfigTree, type ConfigValue, copyTree, copyValue, isForbiddenKey, LIMITS } from './tree.js'

/** The parts of a text of JSON5; every character belongs to one. */
export const TOKEN =
  /(?<space>[\s\uFEFF]+|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/)|(?<text>"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')|(?<mark>[{}[\]:,])|(?<word>[^\s"'{}[\]:,/]+)|(?<other>[\s\S])/gy

/** A separator behind a backslash continues the line, and stays. */
const ESCAPE_OR_SEPARATOR = /\\[\s\S]|[\u2028\u2029]/g

/**
 * Parses JSON5 (and so JSONC: comments and trailing commas). Throws CONFIG_SYNTAX, also for duplicate keys and
 * numbers that a double cannot hold, CONFIG_LIMIT and CONFIG_KEY.
 */
export function parseJson5(text: string, path: string): ConfigTree {
  return copyTree(parseChecked(text, path), path)
}

/** As `parseJson5`, for a text that may be any value, such as a list. */
export function parseJson5Value(text: string, path: string): ConfigValue {
  return copyValue(parseChecked(text, path), path)
}

function parseChecked(text: string, path: string): unknown {
  const findings = scan(text, path)
  const value = parse(withEscapes(text), path)
  if (findings.length > 0) throw findings[0]
  return value
}

/** The parser warns on the console of a bare U+2028 or U+2029 in a text, where an escape means the same. */
function withEscapes(text: string): string {
  if (!/[\u2028\u2029]/.test(text)) return text
  return text.replace(TOKEN, (token) =>
    /^["']/.test(token) ? token.replace(ESCAPE_OR_SEPARATOR, escapeSeparator) : token,
  )
}

function escapeSeparator(found: string): string {
  return found.length > 1 ? found : `\\u${found.charCodeAt(0).toString(16)}`
}

function parse(text: string, path: string): unknown {
  try {
    return JSON5.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const place = { line: Number(Reflect.get(error, 'lineNumber')), column: Number(Reflect.get(error, 'columnNumber')) }
    throw syntaxError(path, place, error.message.replace(/^JSON5: /, '').replace(/ at \d+:\d+$/, ''), error)
  }
}

/** What the parser does not tell: duplicate and forbidden keys, and numbers out of range. Too deep a text throws before it is parsed. */
function scan(text: string, path: string): Error[] {
  const findings: Error[] = []
  const open: (Set<string> | undefined)[] = []
  let last: { readonly source: string; readonly at: number } | undefined
  for (const token of text.matchAll(TOKEN)) {
    const source = token[0]
    // A quotation that never ends: the parser will say so.
    if (token.groups?.['other'] !== undefined) break
    if (token.groups?.['space'] !== undefined) continue
    if (source === '{' || source === '[') {
      open.push(source === '{' ? new Set() : undefined)
      if (open.length > LIMITS.depth + 1) throw depthError(path, placeAt(text, token.index))
    } else if (source === '}' || source === ']') open.pop()
    else if (source === ':' && last !== undefined) {
      const keys = open.at(-1)
      const key = printedKey(last.source)
      if (keys?.has(key) && findings.length === 0)
        findings.push(syntaxError(path, placeAt(text, last.at), `the key "${key}" appears twice in one mapping`))
      if (isForbiddenKey(key) && findings.length === 0)
        findings.push(forbiddenKeyError(path, placeAt(text, last.at), key))
      keys?.add(key)
    } else if (token.groups?.['word'] !== undefined && /^[-+]?[.\d]/.test(source) && !/^[-+]?0x/i.test(source)) {
      if (findings.length === 0 && losesDigits(source, Number(source)))
        findings.push(numberError(path, placeAt(text, token.index), source))
    }
    last = { source, at: token.index }
  }
  return findings
}

/** The key that a token stands for; a word may hold `\uXXXX`, which means the same in quotes. */
export function printedKey(source: string): string {
  const quoted = /^["']/.test(source) ? source : `"${source}"`
  try {
    const key: unknown = JSON5.parse(withEscapes(quoted))
    return typeof key === 'string' ? key : source
  } catch (error) {
    if (error instanceof SyntaxError) return source
    throw error
  }
}
