import { isAbsolute, relative, resolve } from 'node:path'
import { statIfThere } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'

const PIECE = /\s+|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)/gy

/**
 * The words of a command in one text, such as `--critic 'python3 review.py "--style=terse and dry"'`. White space separates words;
 * single quotes keep everything as it is; in double quotes `\"` and `\\` are `"` and `\`; elsewhere `\` keeps the next
 * character. There is no shell: `$`, `*`, `|`, `;` and the rest stand for themselves. Throws FLAG_INVALID.
 */
export function splitWords(text: string, flag: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let end = 0
  for (const match of text.matchAll(PIECE)) {
    end = match.index + match[0].length
    const [, single, double, escaped, plain] = match
    const piece = single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain
    if (piece !== undefined) word = (word ?? '') + piece
    else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  if (word !== undefined) words.push(word)
  if (end < text.length)
    throw new RundirError('FLAG_INVALID', `${flag}: a quotation or "\\" at character ${end + 1} has no end`)
  if (words.length > 0) return words
  throw new RundirError('FLAG_INVALID', `${flag} is empty`, { hint: `${flag} 'python3 program.py'` })
}

const SCRIPT = /\.(?:py|m?js|cjs|ts|sh|rb|pl|r|jl|php|lua)$/i
export const WORKSPACE_PLACE = '{workspace}'

/**
 * A command that can be started from any folder: a program or script that is named by a relative path is the one seen from
 * `cwd`. Below the workspace it is written `{workspace}/…`, so that the command means the same in a copy of the workspace.
 */
export function anchorWords(words: readonly string[], cwd: string, root: string): string[] {
  return words.map((word, at) => {
    const named = at === 0 ? word.includes('/') : SCRIPT.test(word)
    const path = resolve(cwd, word)
    if (!named || isAbsolute(word) || word.startsWith(WORKSPACE_PLACE) || statIfThere(path)?.kind !== 'file')
      return word
    const inside = relative(root, path).replaceAll('\\', '/')
    return inside.startsWith('../') || isAbsolute(inside) ? path : `${WORKSPACE_PLACE}/${inside}`
  })
}

/** The command as it is started. */
export function placeWords(words: readonly string[], root: string): string[] {
  return words.map((word) => word.replaceAll(WORKSPACE_PLACE, root))
}
