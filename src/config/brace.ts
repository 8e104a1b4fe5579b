import { checkDepth } from './tree.js'

/**
 * The offset after the `}` that closes the interpolation whose `${` stands at `start`; undefined when it stays open.
 * Braces nest; those in quotes do not count. Throws CONFIG_LIMIT when they nest too deep.
 */
export function endOfInterpolation(text: string, start: number): number | undefined {
  let open = 0
  let quote = ''
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\') at++
    else if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '{') checkDepth(++open, 'an interpolation')
    else if (char === '}' && --open === 0) return at + 1
    else if ((char === '"' || char === "'") && open > 0 && hasPartner(text, at)) quote = char
  }
  return undefined
}

/** An apostrophe (`${env:X,it's}`) opens no quotation. */
function hasPartner(text: string, at: number): boolean {
  const before = text.slice(0, at).trimEnd().at(-1) ?? ''
  return ',:[{('.includes(before) && text.includes(text.charAt(at), at + 1)
}

/** How many backslashes stand directly before an offset, not counting any before `from`. */
export function backslashesBefore(text: string, offset: number, from: number): number {
  let at = offset
  while (at > from && text[at - 1] === '\\') at--
  return offset - at
}
