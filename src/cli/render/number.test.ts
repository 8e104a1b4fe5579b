import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printAge, printBytes, printDuration, printMetric } from './number.js'

describe('printMetric', () => {
  test.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [123456789, '123456789'],
    [0.123456, '0.1235'],
    [12.3456, '12.35'],
    [0.0001234, '1.23e-4'],
    [1.5e-320, '1.50e-320'],
    [1234567.8, '1.23e6'],
    [1e21, '1.00e21'],
    [Number.NaN, 'NaN'],
    ['-Infinity', '-Infinity'],
  ])('%j is %j', (value, expected) => {
    expect(printMetric(value)).toBe(expected)
  })

  test('is short, and never further from the number than a part in two hundred', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e308, max: 1e308 }), (value) => {
        const text = printMetric(value)
        expect(text.length).toBeLessThanOrEqual(11)
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) / 199, 5e-324))
      }),
      { numRuns: 10_000 },
    )
  })
})

test.each([
  [0, '0 ms'],
  [950, '950 ms'],
  [12_345, '12.3 s'],
  [245_000, '4 min 05 s'],
  [12_000_000, '3 h 20 min'],
  [439_200_000, '5 d 2 h'],
  [Number.NaN, '?'],
])('%j ms last %s', (durationMs, expected) => {
  expect(printDuration(durationMs)).toBe(expected)
})

test('what rounds to a minute is told as one', () => {
  expect(printDuration(59_960)).toBe('1 min 00 s')
  expect(printDuration(999.7)).toBe('1.0 s')
})

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [64 * 1024 * 1024, '64.0 MiB'],
  [1e18, '909494.7 TiB'],
])('%j bytes are %s', (bytes, expected) => {
  expect(printBytes(bytes)).toBe(expected)
})

test.each([
  [12, '12 s ago'],
  [180, '3 min ago'],
  [7300, '2 h ago'],
  [200_000, '2 d ago'],
  [40 * 86_400, '2026-10-12'],
  [-60, '2026-11-21'],
])('an age of %j s', (seconds, expected) => {
  const now = Date.UTC(2026, 10, 21, 6, 14, 9)
  expect(printAge(new Date(now - seconds * 1000).toISOString(), now)).toBe(expected)
})

test('a date that is none is shown as it is', () => {
  expect(printAge('yesterday', 0)).toBe('yesterday')
})
