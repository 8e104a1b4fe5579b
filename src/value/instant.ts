/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** Where the core takes the time from; `systemClock` outside tests. Never used to order records or to judge locks. */
export interface Clock {
  now(): Instant
}

export const systemClock: Clock = { now: () => Date.now() }

/** `2026-11-21T06:14:09.123Z` */
export function printInstant(at: Instant): string {
  return new Date(at).toISOString()
}

/** Inverse of `printInstant`; undefined when the text is no ISO 8601 date. */
export function parseInstant(text: string): Instant | undefined {
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

/** `2026-11-21_06-14-09`, UTC: the time stamp of run directories (seed 002). */
export function printDirectoryStamp(at: Instant): string {
  return printInstant(at).slice(0, 19).replace('T', '_').replaceAll(':', '-')
}

/** `20261121061409`, UTC: the fallback in place of a counter (seed 000). */
export function printCompactStamp(at: Instant): string {
  return printInstant(at).slice(0, 19).replace(/[-:T]/g, '')
}
