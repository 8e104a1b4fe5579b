import { CST, Lexer } from 'yaml'
import { depthError, placeAt } from './syntax-error.js'
import { LIMITS } from './tree.js'

const BRACKET = /\[|(?<!\$)\{/g
const MARKS_OF_LINE = new RegExp(`(?:[-?][ \\t]+){${LIMITS.depth}}`)
/** A column holds two levels at most, a mapping and a list in it, so that too deep a text has lines that begin so far in. */
const FAR_IN = new RegExp(`^ {${LIMITS.depth / 2}}`, 'm')
/** Tokens of the lexer that stand for no text. */
const EMPTY_TOKENS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR])

/**
 * Throws CONFIG_LIMIT, with the place, for a text that nests too deep, before the parser spends seconds or its stack on it.
 * What nests less deep passes, whatever else is wrong with it.
 */
export function checkYamlDepth(text: string, path: string): void {
  const isSuspect = (text.match(BRACKET)?.length ?? 0) > LIMITS.depth || MARKS_OF_LINE.test(text) || FAR_IN.test(text)
  if (!isSuspect) return
  const nesting = new Nesting()
  let at = 0
  for (const token of new Lexer().lex(text)) {
    nesting.take(token)
    if (nesting.depth > LIMITS.depth) throw depthError(path, placeAt(text, at))
    if (!EMPTY_TOKENS.has(token)) at += token.length
  }
}

/** The collections that are open after each token: brackets, and the columns of lists and mappings around them. */
class Nesting {
  readonly #blocks: { readonly column: number; readonly kind: 'list' | 'mapping' }[] = []
  #bracketCount = 0
  #column = 0
  /** Where the key of this line begins, if it has one. */
  #keyColumn: number | undefined

  /** Of the innermost collection; the outermost has 0. */
  get depth(): number {
    return this.#blocks.length + this.#bracketCount - 1
  }

  take(token: string): void {
    const kind = CST.tokenType(token)
    if (kind === 'flow-seq-start' || kind === 'flow-map-start') this.#bracketCount++
    else if (kind === 'flow-seq-end' || kind === 'flow-map-end')
      this.#bracketCount = Math.max(0, this.#bracketCount - 1)
    else if (kind === 'flow-error-end') this.#bracketCount = 0
    else if (this.#bracketCount === 0) this.#takeInBlock(kind)
    if (!EMPTY_TOKENS.has(token)) this.#move(token)
  }

  #takeInBlock(kind: ReturnType<typeof CST.tokenType>): void {
    if (kind === 'space' || kind === 'newline' || kind === 'comment') return
    if (kind === 'seq-item-ind' || kind === 'explicit-key-ind') {
      this.#open(this.#column, kind === 'seq-item-ind' ? 'list' : 'mapping')
      this.#keyColumn = undefined
    } else if (kind === 'map-value-ind') this.#open(this.#keyColumn ?? this.#column, 'mapping')
    else this.#keyColumn ??= this.#column
  }

  #open(column: number, kind: 'list' | 'mapping'): void {
    for (;;) {
      const top = this.#blocks.at(-1)
      if (top === undefined || top.column < column) break
      if (top.column === column && top.kind === kind) return
      // A list may stand in the column of the mapping that it belongs to.
      if (top.column === column && kind === 'list') break
      this.#blocks.pop()
    }
    this.#blocks.push({ column, kind })
  }

  #move(token: string): void {
    const lineEnd = token.lastIndexOf('\n')
    this.#column = lineEnd === -1 ? this.#column + token.length : token.length - lineEnd - 1
    if (lineEnd !== -1) this.#keyColumn = undefined
  }
}
