import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInstant, printCompactStamp, printDirectoryStamp, printInstant, systemClock } from './instant.js'

test('an instant is printed in UTC, and comes back to the millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253402300799999 }), (at) => {
      expect(printInstant(at)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(parseInstant(printInstant(at))).toBe(at)
    }),
    { numRuns: 10_000 },
  )
})

test('stamps of folders and names are in UTC, whatever the time zone, and sort as time does', () => {
  const at = Date.UTC(2026, 10, 21, 6, 14, 9, 999)
  expect(printDirectoryStamp(at)).toBe('2026-11-21_06-14-09')
  expect(printCompactStamp(at)).toBe('20261121061409')
  fc.assert(
    fc.property(fc.nat(4_000_000_000), fc.nat(4_000_000_000), (a, b) => {
      const [early, late] = [Math.min(a, b) * 1000, Math.max(a, b) * 1000]
      expect(printDirectoryStamp(early) <= printDirectoryStamp(late)).toBe(true)
      expect(printCompactStamp(early) <= printCompactStamp(late)).toBe(true)
    }),
    { numRuns: 10_000 },
  )
})

test('what is no date is none, and the clock tells milliseconds', () => {
  expect([parseInstant(''), parseInstant('yesterday'), parseInstant('2026-13-01')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(Number.isInteger(systemClock.now())).toBe(true)
})
