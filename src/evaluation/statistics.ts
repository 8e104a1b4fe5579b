/** Where a figure lies with a confidence of 95 %. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** A set of numbers in short. */
export interface Moments {
  readonly count: number
  /** NaN of nothing. */
  readonly mean: number
  /** Of the mean; null of fewer than two numbers. */
  readonly standardError: number | null
}

/** Confidence of every interval. */
export const CONFIDENCE = 0.95

/** Count, mean and standard error (with the unbiased variance), in one pass and without losing digits to a large mean. */
export function momentsOf(values: Iterable<number>): Moments {
  let count = 0
  let mean = 0
  let squares = 0
  for (const value of values) {
    count++
    const deviation = value - mean
    mean += deviation / count
    squares += deviation * (value - mean)
  }
  if (count === 0) return { count, mean: Number.NaN, standardError: null }
  return { count, mean, standardError: count < 2 ? null : Math.sqrt(squares / (count - 1) / count) }
}

/** The value below which `fraction` of sorted numbers lie, interpolated linearly between neighbours; NaN of nothing. */
export function quantile(sorted: ArrayLike<number>, fraction: number): number {
  const position = (sorted.length - 1) * fraction
  const below = sorted[Math.floor(position)] ?? Number.NaN
  const above = sorted[Math.ceil(position)] ?? Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}

/** Whether the numbers on one side of nothing are all that an interval holds; without an interval nothing is told apart. */
export function excludesZero(interval: Interval | null): boolean {
  return interval !== null && (interval.low > 0 || interval.high < 0)
}
