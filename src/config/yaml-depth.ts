import { CST, Lexer } from 'yaml'
import { checkDepth, LIMITS } from './tree.js'

const BRACKET = /\[|(?<!\$)\{/g
const MARKS_OF_LINE = new RegExp(`(?:[-?][ \\t]+){${LIMITS.depth}}`)

/**
 * Throws CONFIG_LIMIT for brackets, or dashes of one line, that nest too deep, before the parser spends seconds on them.
 * Nesting by indentation needs no such check: a file has no room for much of it.
 */
export function checkYamlDepth(text: string, path: string): void {
  if ((text.match(BRACKET)?.length ?? 0) <= LIMITS.depth && !MARKS_OF_LINE.test(text)) return
  let brackets = 0
  let marksOfLine = 0
  for (const token of new Lexer().lex(text)) {
    const kind = CST.tokenType(token)
    if (kind === 'flow-seq-start' || kind === 'flow-map-start') brackets++
    else if (kind === 'flow-seq-end' || kind === 'flow-map-end') brackets--
    else if (kind === 'seq-item-ind' || kind === 'explicit-key-ind') marksOfLine++
    else if (kind === 'newline') marksOfLine = 0
    else continue
    checkDepth(Math.max(brackets, marksOfLine), path)
  }
}
