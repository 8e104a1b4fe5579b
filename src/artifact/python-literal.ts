/** A value of the small part of Python in which array headers are written; lists and tuples are both arrays. */
export type Literal = string | bigint | boolean | null | Literal[] | Map<string, Literal>

/** Deeper than any kind of number that somebody wrote down. */
const DEEPEST = 32
const STRING = /[uUbB]?(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/y
const INTEGER = /[+-]?\d{1,40}L?/y
const WORD = /True|False|None/y
const SPACE = /[ \t\r\n]*/y

/** Reads one literal by its own grammar, and nothing after it but spaces; undefined for any other text. Nothing is evaluated. */
export function parseLiteral(text: string): Literal | undefined {
  const reader = new LiteralReader(text)
  const value = reader.value(0)
  return value !== undefined && reader.isAtEnd() ? value : undefined
}

class LiteralReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(depth: number): Literal | undefined {
    this.#take(SPACE)
    if (depth > DEEPEST) return undefined
    switch (this.#text[this.#at]) {
      case '{':
        return this.#dictionary(depth)
      case '(':
        return this.#sequence(')', depth)
      case '[':
        return this.#sequence(']', depth)
    }
    const word = this.#take(WORD)?.[0]
    if (word !== undefined) return word === 'None' ? null : word === 'True'
    const string = this.#take(STRING)
    if (string !== undefined) return string[1] ?? string[2] ?? ''
    const integer = this.#take(INTEGER)?.[0]
    return integer === undefined ? undefined : BigInt(integer.replace(/^\+|L$/g, ''))
  }

  isAtEnd(): boolean {
    this.#take(SPACE)
    return this.#at === this.#text.length
  }

  #sequence(close: string, depth: number): Literal[] | undefined {
    const values: Literal[] = []
    for (this.#at++; !this.#skip(close); ) {
      const value = this.value(depth + 1)
      if (value === undefined) return undefined
      values.push(value)
      if (!this.#skip(',') && this.#peek() !== close) return undefined
    }
    return values
  }

  #dictionary(depth: number): Map<string, Literal> | undefined {
    const entries = new Map<string, Literal>()
    for (this.#at++; !this.#skip('}'); ) {
      const key = this.value(depth + 1)
      if (typeof key !== 'string' || entries.has(key) || !this.#skip(':')) return undefined
      const value = this.value(depth + 1)
      if (value === undefined) return undefined
      entries.set(key, value)
      if (!this.#skip(',') && this.#peek() !== '}') return undefined
    }
    return entries
  }

  #peek(): string | undefined {
    this.#take(SPACE)
    return this.#text[this.#at]
  }

  #skip(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#at++
    return true
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match === null) return undefined
    this.#at = pattern.lastIndex
    return match
  }
}
