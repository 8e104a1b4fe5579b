import { CONFIDENCE, excludesZero, type Interval, type Moments, momentsOf } from './statistics.js'
import { studentFactor } from './student.js'

/** Repeats of one thing (seeds, folds), folded into one line (spec 4.3). */
export interface Fold extends Moments {
  /** 95 %, by Student's distribution, since repeats are few; null of fewer than two. */
  readonly interval: Interval | null
}

/** The difference of two groups of repeats. */
export interface GroupDifference {
  /** Mean of the second less mean of the first. */
  readonly difference: number
  /** 95 %, by Welch's method; null when a group has fewer than two repeats. */
  readonly interval: Interval | null
  /** Whether the repeats do not tell the groups apart. */
  readonly withinNoise: boolean
}

export function foldRepeats(values: readonly number[]): Fold {
  const moments = momentsOf(values)
  const { count, mean, standardError } = moments
  if (standardError === null) return { ...moments, interval: null }
  return { ...moments, interval: around(mean, standardError * studentFactor(CONFIDENCE, count - 1)) }
}

/** Folds the values of runs by their group; a run without a group is a group of its own, under its name. */
export function foldGroups(
  runs: Iterable<{ readonly name: string; readonly group: string | null; readonly value: number }>,
): Map<string, Fold> {
  const groups = new Map<string, number[]>()
  for (const { name, group, value } of runs) {
    const key = group ?? name
    const values = groups.get(key)
    if (values === undefined) groups.set(key, [value])
    else values.push(value)
  }
  return new Map([...groups].map(([key, values]) => [key, foldRepeats(values)]))
}

export function compareGroups(first: readonly number[], second: readonly number[]): GroupDifference {
  const a = momentsOf(first)
  const b = momentsOf(second)
  const difference = b.mean - a.mean
  if (a.standardError === null || b.standardError === null) return { difference, interval: null, withinNoise: true }
  const [varianceA, varianceB] = [a.standardError ** 2, b.standardError ** 2]
  const variance = varianceA + varianceB
  if (variance === 0) return { difference, interval: around(difference, 0), withinNoise: difference === 0 }
  // Welch and Satterthwaite: what two variances that differ are worth together.
  const freedom = variance ** 2 / (varianceA ** 2 / (a.count - 1) + varianceB ** 2 / (b.count - 1))
  const interval = around(difference, Math.sqrt(variance) * studentFactor(CONFIDENCE, freedom))
  return { difference, interval, withinNoise: !excludesZero(interval) }
}

function around(middle: number, half: number): Interval {
  return { low: middle - half, high: middle + half }
}
