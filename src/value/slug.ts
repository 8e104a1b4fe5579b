import { createHash } from 'node:crypto'

const MAX_SLUG_LENGTH = 64
const HASH_LENGTH = 4

/** What stands for a segment that is empty after normalization (seed 000). */
export type SlugFallback = 'model' | 'dataset' | 'size' | (string & {})

/**
 * Normalizes free text to one segment of a run name: `^[a-z0-9]+(-[a-z0-9]+)*$`, 1 to 64 characters (spec 1.1, seed 000).
 * Characters outside `[a-z0-9]` separate; accented letters are outside: `naïve` → `na-ve`.
 * A longer slug keeps its first 59 characters and gets 4 hex digits of the SHA-256 of the whole.
 */
export function slug(text: string, fallback: SlugFallback): string {
  const normalized = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return shortenSlug(normalized === '' ? fallback : normalized, MAX_SLUG_LENGTH)
}

/** Cuts a slug to at most `maxLength` characters (6 at least), the last five being `-` and its hash. */
export function shortenSlug(whole: string, maxLength: number): string {
  if (whole.length <= maxLength) return whole
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, HASH_LENGTH)
  return `${whole.slice(0, maxLength - HASH_LENGTH - 1).replace(/-+$/, '')}-${hash}`
}
