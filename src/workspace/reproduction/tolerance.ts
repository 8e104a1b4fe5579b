import { RundirError } from '../../error/rundir-error.js'

/** How far metrics may lie apart, relative to the larger value. */
export interface Tolerances {
  /** Of every metric that has none of its own; 0 without one. */
  readonly all: number
  readonly byKey: ReadonlyMap<string, number>
}

/** Parses `1e-6` (for all metrics) and `loss=1e-3`; the last word counts. Throws FLAG_INVALID. */
export function parseTolerances(words: readonly string[]): Tolerances {
  let all = 0
  const byKey = new Map<string, number>()
  for (const word of words) {
    const at = word.lastIndexOf('=')
    const value = word.slice(at + 1)
    const number = /^[\d.]/.test(value) ? Number(value) : Number.NaN
    if (Number.isNaN(number) || number === Number.POSITIVE_INFINITY || at === 0) {
      throw new RundirError('FLAG_INVALID', `--tolerance ${word} is none`, {
        hint: 'write 1e-6, or loss=1e-3 for one metric',
      })
    }
    if (at < 0) all = number
    else byKey.set(word.slice(0, at), number)
  }
  return { all, byKey }
}
