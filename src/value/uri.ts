/** A path with `/` as a relative reference of a URI. Half a character, which has no place in one, becomes U+FFFD. */
export function printUriPath(path: string): string {
  return path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
}
