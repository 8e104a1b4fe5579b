import { RundirError } from '../error/rundir-error.js'
import { backslashesBefore, endOfInterpolation } from './brace.js'
import { castText, isCast } from './cast.js'
import { parseScalarText } from './scalar-text.js'
import { losesDigits } from './syntax-error.js'
import { type ConfigTree, type ConfigValue, checkDepth, checkKey, makeTree } from './tree.js'

const ESCAPABLE = '\\()[]{}:=, \t'
const SPACE = /[ \t]*/y
const CALL = /[A-Za-z_]\w*(?=[ \t]*\()/y

/**
 * Parses the value of an override as Hydra writes values: `1e-3`, `[1,a]`, `{a: 1, b: [x]}`, `'quoted, text'`,
 * `int(3.0)`, `${other.key}` (kept as it is). Nothing at all is empty text.
 * Throws CONFIG_OVERRIDE; `where` names the override in its message.
 */
export function parseLiteral(text: string, where: string): ConfigValue {
  const elements = parseElements(text, where)
  const [first = ''] = elements
  if (elements.length <= 1) return first
  throw new RundirError('CONFIG_OVERRIDE', `${where} holds several values, which only a sweep takes`, {
    hint: `for a list write [${text}], for text quote it: '${text}', to try each value use --sweep`,
  })
}

/** Parses values separated by commas (the choices of a sweep, the arguments of a resolver); none for empty text. */
export function parseElements(text: string, where: string): ConfigValue[] {
  return splitElements(text, where).map((element) => new LiteralReader(element, where).readAll())
}

/** The same, unparsed: `a, f(b,c), [d,e]` is three elements. */
export function splitElements(text: string, where: string): string[] {
  if (text.trim() === '') return []
  const elements: string[] = []
  const reader = new LiteralReader(text, where)
  for (;;) {
    const start = reader.at
    reader.skipElement()
    elements.push(text.slice(start, reader.at))
    if (reader.at >= text.length) return elements
    reader.at++
  }
}

/** The arguments of a resolver, unparsed; unlike the choices of a sweep they may be empty: `a,` is `a` and ``. */
export function splitArguments(text: string, where: string): string[] {
  const beforeComma = /^([\s\S]*),[ \t]*$/.exec(text)?.[1]
  if (beforeComma !== undefined) return [...splitArguments(beforeComma, where), '']
  return splitElements(text, where)
}

class LiteralReader {
  readonly #text: string
  readonly #where: string
  at = 0

  constructor(text: string, where: string) {
    this.#text = text
    this.#where = where
  }

  readAll(): ConfigValue {
    const value = this.#readElement('', 0)
    this.#skipSpace()
    if (this.at < this.#text.length) throw this.#error(`"${this.#text.slice(this.at)}" follows a complete value`)
    return value
  }

  skipElement(): void {
    if (this.#text.slice(this.at).trim() === '') throw this.#error('a value is missing after the comma')
    this.#readElement(',', 0, { functions: 'skip' })
    this.#skipSpace()
    const next = this.#text[this.at]
    if (next !== undefined && next !== ',') throw this.#error(`"${next}" stands where a comma was expected`)
  }

  #readElement(stops: string, depth: number, how: { functions: 'cast' | 'skip' } = { functions: 'cast' }): ConfigValue {
    checkDepth(depth, this.#where)
    this.#skipSpace()
    const char = this.#text[this.at]
    if (char === '[') return this.#readList(depth)
    if (char === '{') return this.#readMap(depth)
    if (char === '"' || char === "'") return this.#readQuoted(char)
    CALL.lastIndex = this.at
    const call = CALL.exec(this.#text)?.[0]
    if (call !== undefined) return this.#readCall(call, depth, how.functions)
    return this.#readPlain(stops)
  }

  #readList(depth: number): ConfigValue[] {
    const items: ConfigValue[] = []
    this.at++
    if (this.#takeMark(']')) return items
    for (;;) {
      items.push(this.#readElement(',]', depth + 1))
      if (this.#takeMark(']')) return items
      if (!this.#takeMark(',')) throw this.#error('a list has no closing "]"')
    }
  }

  #readMap(depth: number): ConfigTree {
    const tree = makeTree()
    this.at++
    if (this.#takeMark('}')) return tree
    for (;;) {
      this.#skipSpace()
      const char = this.#text[this.at]
      const key = char === '"' || char === "'" ? this.#readQuoted(char) : this.#readWord(':,}').text
      if (!this.#takeMark(':')) throw this.#error(`the key "${key}" has no ":" and value`)
      checkKey(key, this.#where)
      if (Object.hasOwn(tree, key)) throw this.#error(`the key "${key}" appears twice in one mapping`)
      tree[key] = this.#readElement(',}', depth + 1)
      if (this.#takeMark('}')) return tree
      if (!this.#takeMark(',')) throw this.#error('a mapping has no closing "}"')
    }
  }

  #readCall(name: string, depth: number, functions: 'cast' | 'skip'): ConfigValue {
    if (functions === 'cast' && !isCast(name)) {
      throw new RundirError('CONFIG_OVERRIDE', `${this.#where}: ${name}() is no cast (int, float, str, bool)`, {
        hint: 'range, choice and interval belong to --sweep; text with brackets needs quotes',
      })
    }
    this.at += name.length
    this.#takeMark('(')
    const values: ConfigValue[] = []
    while (!this.#takeMark(')')) {
      values.push(this.#readElement(',)', depth + 1, { functions }))
      if (this.#takeMark(',')) continue
      if (!this.#takeMark(')')) throw this.#error(`${name}( has no closing ")"`)
      break
    }
    const [value] = values
    if (functions === 'skip') return null
    if (value === undefined || values.length > 1) throw this.#error(`${name}() takes one value`)
    return castText(name, value, this.#where)
  }

  /** Backslashes count only before the closing quote: `'it\'s'`, `'ends in \\'`. */
  #readQuoted(quote: string): string {
    const start = this.at + 1
    for (let at = start; at < this.#text.length; at++) {
      if (this.#text[at] !== quote) continue
      if (backslashesBefore(this.#text, at, start) % 2 === 1) continue
      this.at = at + 1
      return unescapeQuoted(this.#text.slice(start, at), quote)
    }
    throw this.#error(`a text has no closing ${quote}`)
  }

  #readPlain(stops: string): ConfigValue {
    const word = this.#readWord(stops)
    if (word.text === '' && !word.isLiteral) throw this.#error('a value is missing')
    if (word.isLiteral) return word.text
    const value = parseScalarText(word.text)
    if (value === undefined) return word.text
    if (typeof value === 'number' && losesDigits(word.text, value)) {
      throw this.#error(`the number ${word.text} does not fit a 64-bit float (put it in quotes to keep it as text)`)
    }
    return value
  }

  /** Unquoted text up to a stop. `isLiteral` when escapes or interpolations make it text whatever it looks like. */
  #readWord(stops: string): { text: string; isLiteral: boolean } {
    let text = ''
    let trailing = 0
    let isLiteral = false
    while (this.at < this.#text.length) {
      const char = this.#text.charAt(this.at)
      const next = this.#text.charAt(this.at + 1)
      if (char === '\\' && next !== '' && ESCAPABLE.includes(next)) {
        text += next
        this.at += 2
        trailing = 0
        isLiteral = true
        continue
      }
      const end = char === '$' && next === '{' ? endOfInterpolation(this.#text, this.at) : undefined
      if (end !== undefined) {
        text += this.#text.slice(this.at, end)
        this.at = end
        trailing = 0
        isLiteral = true
        continue
      }
      if (stops.includes(char)) break
      if ('[]{}()'.includes(char)) throw this.#error(`"${char}" must be escaped (\\${char}) or the text quoted`)
      trailing = char === ' ' || char === '\t' ? trailing + 1 : 0
      text += char
      this.at++
    }
    return { text: text.slice(0, text.length - trailing), isLiteral }
  }

  #takeMark(mark: string): boolean {
    this.#skipSpace()
    if (this.#text[this.at] !== mark) return false
    this.at++
    return true
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.at
    this.at += SPACE.exec(this.#text)?.[0].length ?? 0
  }

  #error(what: string): RundirError {
    return new RundirError('CONFIG_OVERRIDE', `${this.#where}: ${what}`, {
      hint: "values are written like 3, 1e-4, text, 'quoted text', [1,2], {a: 1}",
    })
  }
}

function unescapeQuoted(body: string, quote: string): string {
  return body.replace(/(?<!\\)(\\+)(["']|$)/g, (whole, slashes: string, end: string) => {
    if (end !== '' && end !== quote) return whole
    return '\\'.repeat(Math.floor(slashes.length / 2)) + end
  })
}
