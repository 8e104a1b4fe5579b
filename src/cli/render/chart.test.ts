import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderChart } from './chart.js'
import { makeStyle } from './style.js'
import { widthOf } from './table.js'

const plain = makeStyle('off')

test('any series makes a chart of the height that was asked for, no wider than the terminal, or says that it cannot', () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, 0, -0))
  const series = fc.array(fc.tuple(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), number), { maxLength: 50 })
  fc.assert(
    fc.property(series, fc.integer({ min: 24, max: 150 }), fc.integer({ min: 1, max: 20 }), (points, columns, rows) => {
      const chart = renderChart(
        'loss',
        { step: points.map(([step]) => step), value: points.map(([, value]) => value) },
        columns,
        rows,
        plain,
      )
      const lines = chart.split('\n')
      const isEmpty = !points.some(([, value]) => Number.isFinite(value))
      expect(chart === 'loss  no finite values').toBe(isEmpty)
      if (isEmpty) return
      expect(lines).toHaveLength(rows + 2)
      for (const line of lines.slice(1)) expect(widthOf(line)).toBeLessThanOrEqual(Math.max(columns, 40))
    }),
    { numRuns: 2_000 },
  )
})

test('a falling series falls: its first dot is at the top left, its last at the bottom right', () => {
  const lines = renderChart('loss', { step: [1, 2, 3], value: [3, 2, 1] }, 40, 4, plain).split('\n')
  expect(lines[1]).toMatch(/^3 │[⠁-⣿]/)
  expect(lines[4]).toMatch(/^1 │.*[⠁-⣿]$/)
  expect(lines[5]).toMatch(/^ {2}└1─+3$/)
})

test('a step that is no number leaves a gap and hides nothing else', () => {
  const line = (value: number[]): string =>
    renderChart('x', { step: [1, 2, 3], value }, 40, 1, plain).split('\n')[1] ?? ''
  expect(line([1, Number.NaN, 1]).match(/[⠁-⣿]/g)).toHaveLength(2)
  expect(line([1, 1, 1]).match(/[⠁-⣿]/g)?.length ?? 0).toBeGreaterThan(30)
})

test('the highest value is at the top, though its distance from the lowest is larger than any number', () => {
  const lines = renderChart('x', { step: [1, 2], value: [-Number.MAX_VALUE, Number.MAX_VALUE] }, 40, 3, plain).split(
    '\n',
  )
  expect(lines[1]).toMatch(/[⠁-⣿]$/)
  expect(lines[3]).toMatch(/│[⠁-⣿]/)
})
