import { printedKey, TOKEN } from './json5-text.js'

/** A value in a text of JSON5, by its place: `start` is its first character, `end` the one behind its last. */
export interface Json5Node {
  readonly kind: 'mapping' | 'list' | 'scalar'
  readonly start: number
  readonly end: number
  /** Members or elements, in order; none of a scalar. */
  readonly items: readonly Json5Item[]
}

/** A member of a mapping or an element of a list. */
export interface Json5Item {
  /** Of a member; undefined for an element. */
  readonly key: string | undefined
  /** Of its key, or of the element. */
  readonly start: number
  readonly value: Json5Node
  /** Place of the comma behind it; undefined when there is none. */
  readonly comma: number | undefined
}

interface Token {
  readonly source: string
  readonly at: number
}

/** Where everything stands in a text that is known to be JSON5; nothing is checked. */
export function readJson5Nodes(text: string): Json5Node {
  const tokens: Token[] = []
  for (const match of text.matchAll(TOKEN))
    if (match.groups?.['space'] === undefined) tokens.push({ source: match[0], at: match.index })
  return new NodeReader(tokens).read()
}

class NodeReader {
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  read(): Json5Node {
    const { source, at } = this.#take()
    if (source === '{' || source === '[') return this.#readContainer(at, source === '{' ? 'mapping' : 'list')
    return { kind: 'scalar', start: at, end: at + source.length, items: [] }
  }

  #readContainer(start: number, kind: 'mapping' | 'list'): Json5Node {
    const items: Json5Item[] = []
    while (!['}', ']'].includes(this.#peek().source)) {
      const first = this.#peek()
      const key = kind === 'mapping' ? printedKey(this.#take().source) : undefined
      if (kind === 'mapping') this.#take()
      const value = this.read()
      const comma = this.#peek().source === ',' ? this.#take().at : undefined
      items.push({ key, start: first.at, value, comma })
    }
    return { kind, start, end: this.#take().at + 1, items }
  }

  #peek(): Token {
    const token = this.#tokens[this.#next]
    if (token === undefined) throw new Error('impossible: JSON5 that was parsed and has no end')
    return token
  }

  #take(): Token {
    const token = this.#peek()
    this.#next++
    return token
  }
}
