import fc from 'fast-check'
import { expect, test } from 'vitest'
import { summarize } from './summary.js'

const summaryOf = (value: number[]) =>
  summarize(new Map([['a', { step: value.map((_, index) => index), timestamp: value.map(() => null), value }]]))['a']

test('a scalar is the last value with its step, the extremes, the mean and the count', () => {
  expect(summaryOf([0.9, 0.4])).toEqual({ last: 0.4, min: 0.4, max: 0.9, mean: 0.65, count: 2, step: 1 })
})

test('NaN is counted and can be the last, but does not spoil extremes and mean', () => {
  expect(summaryOf([1, 3, Number.NaN])).toEqual({ last: Number.NaN, min: 1, max: 3, mean: 2, count: 3, step: 2 })
  expect(summaryOf([Number.NaN])).toEqual({
    last: Number.NaN,
    min: Number.NaN,
    max: Number.NaN,
    mean: Number.NaN,
    count: 1,
    step: 0,
  })
})

test('rounding does not lift the mean above the highest value', () => {
  expect(summaryOf([0.1, 0.1, 0.1])).toMatchObject({ mean: 0.1, max: 0.1 })
})

test('a series without a point has no scalar', () => {
  expect(summaryOf([])).toBeUndefined()
})

test('the mean of finite numbers is finite and lies between the extremes', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (value) => {
      const scalar = summaryOf(value)
      expect(scalar?.min).toBeLessThanOrEqual(scalar?.mean ?? Number.NaN)
      expect(scalar?.max).toBeGreaterThanOrEqual(scalar?.mean ?? Number.NaN)
    }),
    { numRuns: 10_000 },
  )
})
