import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bootstrapInterval } from './bootstrap.js'
import { compareGroups, foldGroups, foldRepeats } from './group.js'
import { comparePairs } from './pairing.js'
import { seededRandom } from './random.js'
import { momentsOf, quantile } from './statistics.js'

const LAW = { numRuns: 10_000 }
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const values = fc.array(value, { minLength: 1, maxLength: 30 })

function near(actual: number, expected: number, size: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, size))
}

test('mean and standard error equal a plain computation', () => {
  fc.assert(
    fc.property(values, (given) => {
      const mean = given.reduce((sum, each) => sum + each, 0) / given.length
      const variance = given.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (given.length - 1)
      const moments = momentsOf(given)
      near(moments.mean, mean, 1e6)
      if (given.length === 1) expect(moments.standardError).toBeNull()
      else near(moments.standardError ?? Number.NaN, Math.sqrt(variance / given.length), 1e6)
    }),
    LAW,
  )
})

test('of nothing there is no mean, of one number no error', () => {
  expect(momentsOf([])).toEqual({ count: 0, mean: Number.NaN, standardError: null })
  expect(foldRepeats([3])).toEqual({ count: 1, mean: 3, standardError: null, interval: null })
  expect(bootstrapInterval([3], 1)).toBeNull()
})

test('a quantile lies between its neighbours', () => {
  expect(quantile([1, 2, 4], 0)).toBe(1)
  expect(quantile([1, 2, 4], 0.5)).toBe(2)
  expect(quantile([1, 2, 4], 0.75)).toBe(3)
  expect(quantile([1, 2, 4], 1)).toBe(4)
})

describe('the bootstrap', () => {
  test('gives the same interval for the same seed and another for another', () => {
    const given = [0.1, 0.9, 0.4, 0.7, 0.2]
    expect(bootstrapInterval(given, 7)).toEqual(bootstrapInterval(given, 7))
    expect(bootstrapInterval(given, 7)).not.toEqual(bootstrapInterval(given, 8))
  })

  test('lies within the numbers and holds their order', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 6 }), fc.nat(), (given, seed) => {
        const interval = bootstrapInterval(given, seed)
        const slack = 1e-9 * 1e6
        expect(interval?.low).toBeGreaterThanOrEqual(Math.min(...given) - slack)
        expect(interval?.high).toBeLessThanOrEqual(Math.max(...given) + slack)
        expect(interval?.low).toBeLessThanOrEqual(interval?.high ?? Number.NaN)
      }),
      { numRuns: 200 },
    )
  })

  test('draws each place about equally often', () => {
    const random = seededRandom(20261121)
    const counts = new Array<number>(10).fill(0)
    for (let draw = 0; draw < 100_000; draw++) {
      const at = random.below(10)
      counts[at] = (counts[at] ?? 0) + 1
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chiSquare).toBeLessThan(33.7)
  })
})

describe('a paired comparison', () => {
  const session = (given: readonly number[]): Map<string, number> => new Map(given.map((each, at) => [`p/${at}`, each]))
  const HIGHER = { better: 'higher', seed: 1 } as const

  test('counts specimens that are better, worse and equal, and the sides mirror each other', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 8 }), (pairs) => {
        const first = session(pairs.map(([a]) => a))
        const second = session(pairs.map(([, b]) => b))
        const there = comparePairs(first, second, HIGHER)
        const back = comparePairs(second, first, HIGHER)
        expect(there.better + there.worse + there.equal).toBe(pairs.length)
        expect([there.better, there.worse, there.equal]).toEqual([back.worse, back.better, back.equal])
        if (pairs.length > 0) near(there.difference, -back.difference, 1e6)
        expect(comparePairs(first, second, { better: 'lower', seed: 1 }).better).toBe(there.worse)
      }),
      { numRuns: 300 },
    )
  })

  test('does not depend on the order of the specimens', () => {
    const first = session([0.1, 0.5, 0.9, 0.3, 0.2, 0.8])
    const second = session([0.2, 0.4, 0.9, 0.6, 0.1, 0.9])
    const turned = new Map([...second].reverse())
    expect(comparePairs(first, turned, HIGHER)).toEqual(comparePairs(first, second, HIGHER))
  })

  test('compares what both have and counts the rest', () => {
    const second = new Map([...session([1, 1, 1]), ['other/1', 5] as const])
    const compared = comparePairs(session([0, 0, 0, 0, 0]), second, HIGHER)
    expect(compared).toMatchObject({ count: 3, onlyFirst: 2, onlySecond: 1, difference: 1, better: 3 })
  })

  test.each([
    ['a clear gain on every specimen', [0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.2, 0.1], false],
    ['gains and losses that cancel', [0.1, -0.2, 0.15, -0.1, 0.05, -0.02, 0.01, 0.02], true],
    ['no difference at all', [0, 0, 0, 0, 0, 0], true],
    ['five pairs, though all of one sign', [0.1, 0.2, 0.3, 0.1, 0.2], true],
    ['one pair', [0.5], true],
    ['nothing', [], true],
  ])('%s: within noise is %j', (_, differences, noise) => {
    const first = session(differences.map(() => 0.5))
    const second = session(differences.map((difference) => 0.5 + difference))
    expect(comparePairs(first, second, HIGHER).withinNoise).toBe(noise)
  })
})

describe('groups', () => {
  test('fold the repeats of one thing, and a run without a group stands alone', () => {
    const folded = foldGroups([
      { name: 'a1', group: 'a', value: 1 },
      { name: 'b1', group: null, value: 9 },
      { name: 'a2', group: 'a', value: 3 },
    ])
    expect([...folded.keys()]).toEqual(['a', 'b1'])
    expect(folded.get('a')).toMatchObject({ count: 2, mean: 2, standardError: 1 })
    expect(folded.get('b1')).toMatchObject({ count: 1, mean: 9, interval: null })
  })

  test.each([
    [[1, 1, 1], [2, 2, 2], false],
    [[1, 1, 1], [1, 1, 1], true],
    [[1], [2], true],
    [[0.5, 0.6, 0.4], [0.52, 0.61, 0.44], true],
    [[0.5, 0.51, 0.49], [0.9, 0.91, 0.89], false],
  ])('%j against %j: within noise is %j', (first, second, noise) => {
    expect(compareGroups(first, second).withinNoise).toBe(noise)
  })
})
