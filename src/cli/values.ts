import { RundirError } from '../error/rundir-error.js'

/** Passes on a whole number from 0 on, or nothing; throws FLAG_INVALID for another number. */
export function requireWholeNumber(flag: string, value: number | undefined): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return value
  throw new RundirError('FLAG_INVALID', `${flag} needs a whole number from 0 on, not ${value}`)
}
