import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printDate } from './date-pattern.js'

const at = Date.UTC(2026, 10, 21, 16, 4, 9, 123)

test.each([
  ['%Y-%m-%d', '2026-11-21'],
  ['%H:%M:%S.%f', '16:04:09.123000'],
  ['%F_%T', '2026-11-21_16:04:09'],
  ['%y%j', '26325'],
  ['%I %p %a %A %b %B', '04 PM Sat Saturday Nov November'],
  ['%s %z %Z 100%%', '1795277049 +0000 UTC 100%'],
  ['no letters', 'no letters'],
])('%s prints %s', (pattern, text) => {
  expect(printDate(at, pattern)).toBe(text)
})

test('an unknown letter is no pattern', () => {
  expect(printDate(at, '%Q')).toBeUndefined()
  expect(printDate(at, 'x%')).toBeUndefined()
})

test('date and time give the instant back, to the second', () => {
  const anyInstant = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') })
  fc.assert(
    fc.property(anyInstant, (date) => {
      const text = printDate(date.getTime(), '%Y-%m-%dT%H:%M:%SZ') ?? ''
      expect(Date.parse(text)).toBe(Math.floor(date.getTime() / 1000) * 1000)
    }),
  )
})
