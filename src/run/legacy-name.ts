import { RundirError } from '../error/rundir-error.js'
import type { RawSegments } from './segments.js'

const LEGACY = /^[A-Za-z0-9.][A-Za-z0-9._]*_(?:full|n\d+)_[A-Za-z0-9._]+$/
const MAX_LENGTH = 128

/**
 * `<dataset>_<size>_<model>` without a counter (spec 1.6): each is what stands after its last `/`, with `_` for `-`
 * and for all that a folder should not hold. Throws NAME_TOO_LONG.
 */
export function printLegacyName(raw: RawSegments): string {
  const name = [part(raw.dataset, 'dataset'), raw.size, part(raw.model, 'model')].join('_')
  if (name.length <= MAX_LENGTH) return name
  throw new RundirError(
    'NAME_TOO_LONG',
    `the old name ${name} has ${name.length} characters, ${MAX_LENGTH} are allowed`,
    {
      hint: 'switch naming.use_legacy off',
    },
  )
}

export function isLegacyName(text: string): boolean {
  return text.length <= MAX_LENGTH && LEGACY.test(text) && !text.endsWith('.')
}

function part(text: string, fallback: string): string {
  const base = text.replace(/[/\\]+$/, '').replace(/^.*[/\\]/s, '')
  const safe = base.replace(/[^A-Za-z0-9.]+/g, '_').replace(/^[_.]+|[_.]+$/g, '')
  return safe === '' ? fallback : safe
}
