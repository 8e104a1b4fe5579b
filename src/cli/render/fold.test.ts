import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from './fold.js'

test('words stay whole, in their order, and no line is wider than the terminal', () => {
  const texts = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(texts, fc.nat({ max: 30 }), fc.integer({ min: 30, max: 100 }), (text, indent, columns) => {
      const lines = fold(text, indent, columns).split('\n')
      expect(lines.map((line) => line.trim()).join(' ')).toBe(text)
      if (columns - indent < 20) expect(lines.length).toBe(1)
      else
        for (const [at, line] of lines.entries()) {
          expect(line.length + (at === 0 ? indent : 0)).toBeLessThanOrEqual(columns)
          if (at > 0) expect(line.startsWith(' '.repeat(indent))).toBe(true)
        }
    }),
    { numRuns: 10_000 },
  )
  expect(fold('a longer text', 2, Number.POSITIVE_INFINITY)).toBe('a longer text')
})
