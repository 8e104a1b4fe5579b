import fc from 'fast-check'
import { expect, test } from 'vitest'
import { downsample } from './downsample.js'

const columnsOf = (value: number[]) => ({
  step: value.map((_, index) => index * 2),
  timestamp: value.map((_, index) => (index % 3 === 0 ? null : index)),
  value,
})
const isNumber = (value: number): boolean => !Number.isNaN(value)

test('a short series stays as it is', () => {
  const columns = columnsOf([3, 1, 2])
  expect(downsample(columns, 4)).toBe(columns)
  expect(downsample(columnsOf([]), 0).value).toEqual([])
})

test('ends, lowest and highest stay, in order, within the number of points', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 300 }), fc.integer({ min: 0, max: 60 }), (value, points) => {
      const columns = columnsOf(value)
      const { step, timestamp, value: kept } = downsample(columns, points)
      expect(kept.length).toBeLessThanOrEqual(Math.max(4, points))
      expect(kept.at(0)).toBe(value.at(0))
      expect(kept.at(-1)).toBe(value.at(-1))
      expect(Math.min(...kept.filter(isNumber)) + 0).toBe(Math.min(...value.filter(isNumber)) + 0)
      expect(Math.max(...kept.filter(isNumber)) + 0).toBe(Math.max(...value.filter(isNumber)) + 0)
      const isRising = step.every((one, index) => one > (step[index - 1] ?? -1))
      const isSame = step.every(
        (one, index) => Object.is(kept[index], value[one / 2]) && timestamp[index] === columns.timestamp[one / 2],
      )
      expect([isRising, isSame]).toEqual([true, true])
    }),
    { numRuns: 10_000 },
  )
})

test('a narrow spike in a million points is not lost', () => {
  const value = Array.from({ length: 1_000_000 }, (_, index) => Math.sin(index / 1000))
  value[654_321] = 50
  const kept = downsample(columnsOf(value), 1_000)
  expect(kept.value.length).toBe(1_000)
  expect(kept.value).toContain(50)
})
