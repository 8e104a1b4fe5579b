/**
 * The offset after the `}` that closes the interpolation whose `${` stands at `start`; undefined when it stays open.
 * Braces nest; those in quotes do not count.
 */
export function endOfInterpolation(text: string, start: number): number | undefined {
  let open = 0
  let quote = ''
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\') at++
    else if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '{') open++
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
