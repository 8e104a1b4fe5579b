import { backslashesBefore, endOfInterpolation } from './brace.js'

/** A piece of a text: literal, or the inside of one `${…}`. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'interpolation'; readonly body: string }

/** Whether a text has anything to resolve or to unescape. */
export function hasInterpolation(text: string): boolean {
  return text.includes('${')
}

/**
 * Splits a text at its interpolations. A backslash before `${` makes it literal and disappears; two stand for one
 * backslash before an interpolation; all others stay. Undefined when a `${` is not closed.
 */
export function splitTemplate(text: string): Part[] | undefined {
  const parts: Part[] = []
  let literal = ''
  let at = 0
  for (;;) {
    const start = text.indexOf('${', at)
    if (start === -1) break
    const slashes = backslashesBefore(text, start, at)
    literal += text.slice(at, start - slashes) + '\\'.repeat(Math.floor(slashes / 2))
    if (slashes % 2 === 1) {
      literal += '${'
      at = start + 2
      continue
    }
    const end = endOfInterpolation(text, start)
    if (end === undefined) return undefined
    if (literal !== '') parts.push({ kind: 'text', text: literal })
    parts.push({ kind: 'interpolation', body: text.slice(start + 2, end - 1) })
    literal = ''
    at = end
  }
  literal += text.slice(at)
  if (literal !== '') parts.push({ kind: 'text', text: literal })
  return parts
}

/** Makes any text mean itself: `resolve` of the result gives the text back. */
export function escapeInterpolation(text: string): string {
  return text.replace(/(?<!\\)(\\*)\$\{/g, '$1$1\\${')
}

/** Inverse of `escapeInterpolation`; an interpolation that is not escaped stays. */
export function unescapeInterpolation(text: string): string {
  return text.replace(/(?<!\\)(\\+)\$\{/g, (whole, { length }: string) =>
    length % 2 === 0 ? whole : `${'\\'.repeat(length >> 1)}\${`,
  )
}
