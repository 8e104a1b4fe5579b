import { widthOf } from './table.js'

/** In a narrower space a text is left as it is: one word to a line is worse than what the terminal does with a long line. */
const NARROWEST = 20

/**
 * Folds a text between words where a terminal of that many columns needs it, as it stands behind `indent` columns: further lines begin with
 * as many spaces. A longer word stays whole. Without a terminal nothing is folded (`columns` is Infinity).
 */
export function fold(text: string, indent: number, columns: number): string {
  const room = columns - indent
  if (room < NARROWEST || widthOf(text) <= room) return text
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}
