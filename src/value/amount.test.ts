import { expect, test } from 'vitest'
import { parseBytes, parseDuration } from './amount.js'

test.each([
  ['90min', 90 * 60_000],
  ['12h', 12 * 3_600_000],
  ['30d', 30 * 86_400_000],
  ['1.5w', 10.5 * 86_400_000],
  ['1y', 365 * 86_400_000],
  ['0d', 0],
])('%s is a length of time', (text, expected) => {
  expect(parseDuration(text)).toBe(expected)
})

test.each(['30', '30m', '-1d', 'd', '1e3d', '1d2h', '', '1constructor', '٣d'])('%j is no length of time', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})

test.each([
  ['0B', 0],
  ['500kB', 500_000],
  ['100MB', 100_000_000],
  ['100mb', 100_000_000],
  ['1.5GiB', 1.5 * 1024 ** 3],
  ['2 TiB', 2 * 1024 ** 4],
])('%s is a size', (text, expected) => {
  expect(parseBytes(text)).toBe(expected)
})

test.each(['100', '-1MB', 'MB', '1M', '', '1e9B', '1__proto__'])('%j is no size', (text) => {
  expect(parseBytes(text)).toBeUndefined()
})
