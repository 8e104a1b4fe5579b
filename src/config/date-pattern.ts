import { type Instant, printInstant } from '../value/instant.js'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** What each letter after `%` prints, from a date in UTC and its ISO text `2026-11-21T06:14:09.123Z`. */
const LETTERS: Readonly<Record<string, (date: Date, iso: string) => string>> = {
  Y: (_, iso) => iso.slice(0, -20),
  m: (_, iso) => iso.slice(-19, -17),
  d: (_, iso) => iso.slice(-16, -14),
  H: (_, iso) => iso.slice(-13, -11),
  M: (_, iso) => iso.slice(-10, -8),
  S: (_, iso) => iso.slice(-7, -5),
  f: (_, iso) => `${iso.slice(-4, -1)}000`,
  y: (_, iso) => iso.slice(-22, -20),
  F: (_, iso) => iso.slice(0, -14),
  T: (_, iso) => iso.slice(-13, -5),
  j: (date) => String(dayOfYear(date)).padStart(3, '0'),
  I: (date) => String(date.getUTCHours() % 12 || 12).padStart(2, '0'),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  a: (date) => (DAYS[date.getUTCDay()] ?? '').slice(0, 3),
  A: (date) => DAYS[date.getUTCDay()] ?? '',
  b: (date) => (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3),
  B: (date) => MONTHS[date.getUTCMonth()] ?? '',
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  z: () => '+0000',
  Z: () => 'UTC',
  '%': () => '%',
}

/** Prints an instant, in UTC, as `strftime` does. Undefined when a letter after `%` is none of those above. */
export function printDate(at: Instant, pattern: string): string | undefined {
  const date = new Date(at)
  const iso = printInstant(at)
  let isKnown = true
  const text = pattern.replace(/%([\s\S]?)/g, (_, letter: string) => {
    const print = LETTERS[letter]
    if (print === undefined) isKnown = false
    return print?.(date, iso) ?? ''
  })
  return isKnown ? text : undefined
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1
}
