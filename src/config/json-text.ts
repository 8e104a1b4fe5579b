import type { RundirError } from '../error/rundir-error.js'
import { depthError, forbiddenKeyError, losesDigits, numberError, placeAt, syntaxError } from './syntax-error.js'
import { type ConfigTree, type ConfigValue, copyTree, isForbiddenKey, LIMITS, makeTree } from './tree.js'

const SPACE = /[ \t\r\n]*/y
const TEXT = /"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const WORD = /true|false|null/y

/**
 * Parses strict JSON (RFC 8259). Unlike JSON.parse it gives the place of an error and refuses duplicate keys
 * and numbers that a double cannot hold. Throws CONFIG_SYNTAX, CONFIG_LIMIT, CONFIG_KEY.
 */
export function parseJsonConfig(text: string, path: string): ConfigTree {
  const reader = new Reader(text.startsWith('\uFEFF') ? text.slice(1) : text, path)
  return copyTree(reader.readDocument(), path)
}

class Reader {
  readonly #text: string
  readonly #path: string
  #at = 0

  constructor(text: string, path: string) {
    this.#text = text
    this.#path = path
  }

  readDocument(): ConfigValue {
    const value = this.#readValue(0)
    this.#take(SPACE)
    if (this.#at < this.#text.length) throw this.#error('more text after the end of the document')
    return value
  }

  #readValue(depth: number): ConfigValue {
    if (depth > LIMITS.depth) throw depthError(this.#path, placeAt(this.#text, this.#at))
    this.#take(SPACE)
    const char = this.#text[this.#at]
    if (char === '{') return this.#readObject(depth)
    if (char === '[') return this.#readArray(depth)
    if (char === '"') return this.#readText()
    const start = this.#at
    const word = this.#take(WORD)
    if (word !== undefined) return word === 'null' ? null : word === 'true'
    const source = this.#take(NUMBER)
    if (source === undefined) throw this.#error(`expected a value, found ${this.#found()}`)
    const value = Number(source)
    if (losesDigits(source, value)) throw numberError(this.#path, placeAt(this.#text, start), source)
    return value
  }

  #readObject(depth: number): ConfigTree {
    const tree = makeTree()
    this.#at++
    if (this.#skipTo('}')) return tree
    for (;;) {
      this.#take(SPACE)
      const start = this.#at
      if (this.#text[start] !== '"') throw this.#error(`expected a key in double quotes, found ${this.#found()}`)
      const key = this.#readText()
      if (isForbiddenKey(key)) throw forbiddenKeyError(this.#path, placeAt(this.#text, start), key)
      if (Object.hasOwn(tree, key)) {
        throw syntaxError(this.#path, placeAt(this.#text, start), `the key "${key}" appears twice in one mapping`)
      }
      if (!this.#skipTo(':')) throw this.#error(`expected ":" after the key "${key}", found ${this.#found()}`)
      tree[key] = this.#readValue(depth + 1)
      if (this.#skipTo('}')) return tree
      if (!this.#skipTo(',')) throw this.#error(`expected "," or "}", found ${this.#found()}`)
    }
  }

  #readArray(depth: number): ConfigValue[] {
    const items: ConfigValue[] = []
    this.#at++
    if (this.#skipTo(']')) return items
    for (;;) {
      items.push(this.#readValue(depth + 1))
      if (this.#skipTo(']')) return items
      if (!this.#skipTo(',')) throw this.#error(`expected "," or "]", found ${this.#found()}`)
    }
  }

  #readText(): string {
    const source = this.#take(TEXT)
    if (source === undefined) throw this.#error('this text has a bad escape or no closing quote')
    return JSON.parse(source) as string
  }

  #skipTo(char: string): boolean {
    this.#take(SPACE)
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #found(): string {
    const char = this.#text[this.#at]
    if (char === undefined) return 'the end of the file'
    return this.#text.startsWith('//', this.#at)
      ? 'a comment (name the file .jsonc or .json5 to use them)'
      : JSON.stringify(char)
  }

  #error(what: string): RundirError {
    return syntaxError(this.#path, placeAt(this.#text, this.#at), what)
  }
}
