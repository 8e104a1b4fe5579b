import { bootstrapInterval } from './bootstrap.js'
import { excludesZero, type Interval, type Moments, momentsOf } from './statistics.js'

/** Which way a metric is better. */
export type Better = 'higher' | 'lower'

/** Two sessions over the same specimens, for one metric. */
export interface PairedComparison {
  /** Specimens that both have. */
  readonly count: number
  readonly onlyFirst: number
  readonly onlySecond: number
  readonly meanFirst: number
  readonly meanSecond: number
  /** Mean of the second less the first, specimen by specimen. */
  readonly difference: number
  readonly standardError: number | null
  /** 95 %, by bootstrap over the specimens. */
  readonly interval: Interval | null
  /** Specimens on which the second is better, worse, or the same. */
  readonly better: number
  readonly worse: number
  readonly equal: number
  /** Whether the difference may be chance: zero lies in the interval, or there are too few pairs to tell. */
  readonly withinNoise: boolean
}

/** With fewer, even differences of one sign only come about by chance more often than once in twenty (2 · 0.5^5 > 0.05). */
const FEWEST_PAIRS = 6

/** Compares two sessions pair by pair; values by specimen. The result does not depend on the order of the specimens. */
export function comparePairs(
  first: ReadonlyMap<string, number>,
  second: ReadonlyMap<string, number>,
  { better, seed }: { readonly better: Better; readonly seed: number },
): PairedComparison {
  const shared = [...first.keys()].filter((specimen) => second.has(specimen)).sort()
  const valuesOf = (values: ReadonlyMap<string, number>): number[] =>
    shared.map((each) => values.get(each) ?? Number.NaN)
  const [ofFirst, ofSecond] = [valuesOf(first), valuesOf(second)]
  const differences = ofSecond.map((value, at) => value - (ofFirst[at] ?? Number.NaN))
  const { count, mean, standardError }: Moments = momentsOf(differences)
  const interval = bootstrapInterval(differences, seed)
  const higher = differences.filter((difference) => difference > 0).length
  const lower = differences.filter((difference) => difference < 0).length
  return {
    count,
    onlyFirst: first.size - count,
    onlySecond: second.size - count,
    meanFirst: momentsOf(ofFirst).mean,
    meanSecond: momentsOf(ofSecond).mean,
    difference: mean,
    standardError,
    interval,
    better: better === 'higher' ? higher : lower,
    worse: better === 'higher' ? lower : higher,
    equal: count - higher - lower,
    withinNoise: count < FEWEST_PAIRS || !excludesZero(interval),
  }
}
