import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bootstrapInterval } from '../../src/evaluation/bootstrap.js'
import { compareGroups, foldRepeats } from '../../src/evaluation/group.js'
import { studentFactor } from '../../src/evaluation/student.js'

interface Oracle {
  readonly factors: readonly (readonly [number, number])[]
  readonly welch: readonly { first: number[]; second: number[]; low: number; high: number }[]
  readonly cases: readonly {
    readonly name: string
    readonly values: number[]
    readonly mean: number
    readonly standard_error: number
    readonly student: [number, number] | null
    readonly bootstrap: { low: number; high: number; sd_low: number; sd_high: number } | null
  }[]
}

/** What SciPy says (statistics-oracle.py). */
const oracle: Oracle = JSON.parse(readFileSync(new URL('fixture/statistics.json', import.meta.url), 'utf8'))
/** Standard deviations that an average end may be off; six are not met by chance in 10^8 tries. */
const SIGMAS = 6
/** Both sides take the average of so many intervals, each of 9,999 resamples. */
const SEEDS = 40
const ORACLE_REPEATS = 60

function near(actual: number | undefined, expected: number, tolerance = 1e-9): void {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)))
}

describe.each(oracle.cases)('the sample "$name"', ({ values, mean, standard_error, student, bootstrap }) => {
  test('has the mean, standard error and interval of Student that SciPy finds', () => {
    const fold = foldRepeats(values)
    expect(fold.count).toBe(values.length)
    near(fold.mean, mean)
    near(fold.standardError ?? undefined, standard_error)
    if (student === null) return
    near(fold.interval?.low, student[0])
    near(fold.interval?.high, student[1])
  })

  test('has the bootstrap interval that SciPy finds, within Monte-Carlo error', () => {
    const intervals = Array.from({ length: SEEDS }, (_, seed) => bootstrapInterval(values, seed))
    const average = (end: 'low' | 'high'): number =>
      intervals.reduce((sum, interval) => sum + (interval?.[end] ?? Number.NaN), 0) / SEEDS
    const expected = bootstrap ?? { low: mean, high: mean, sd_low: 0, sd_high: 0 }
    const spread = SIGMAS * Math.sqrt(1 / SEEDS + 1 / ORACLE_REPEATS)
    expect(Math.abs(average('low') - expected.low)).toBeLessThanOrEqual(spread * expected.sd_low + 1e-9)
    expect(Math.abs(average('high') - expected.high)).toBeLessThanOrEqual(spread * expected.sd_high + 1e-9)
  })
})

test.each(oracle.factors)('the factor of Student with %d degrees of freedom is that of SciPy', (freedom, factor) => {
  near(studentFactor(0.95, freedom), factor)
})

test.each(oracle.welch)('the difference of two groups has the interval of Welch that SciPy finds', (given) => {
  const { interval, withinNoise } = compareGroups(given.first, given.second)
  near(interval?.low, given.low)
  near(interval?.high, given.high)
  expect(withinNoise).toBe(given.low <= 0 && given.high >= 0)
})
