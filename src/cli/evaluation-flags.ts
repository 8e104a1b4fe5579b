import { RundirError } from '../error/rundir-error.js'
import type { FlagSpecs } from './command.js'

export const TIME_LIMIT_FLAG = {
  'time-limit-ms': { type: 'number', help: 'end a command that takes longer than N milliseconds' },
} as const satisfies FlagSpecs

/** Throws FLAG_INVALID; null for no limit. */
export function parseTimeLimit(flags: { readonly 'time-limit-ms': number | undefined }): number | null {
  const limitMs = flags['time-limit-ms']
  return limitMs === undefined ? null : parseCount('--time-limit-ms', limitMs, MAX_TIMER_MS)
}

/** The longest that a timer of the platform can wait. */
const MAX_TIMER_MS = 2_147_483_647

/** A whole number from 1 to `limit`. Throws FLAG_INVALID. */
export function parseCount(flag: string, count: number, limit: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= limit) return count
  throw new RundirError('FLAG_INVALID', `${flag} is ${count}`, { hint: `a whole number from 1 to ${limit}` })
}
