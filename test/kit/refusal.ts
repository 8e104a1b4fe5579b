import type { ErrorCode } from '../../src/error/codes.js'
import { isRundirError } from '../../src/error/rundir-error.js'

/** Whether a deed is refused with that code; any other error is thrown on. */
export function isRefused(code: ErrorCode, deed: () => unknown): boolean {
  try {
    deed()
    return false
  } catch (error) {
    if (!isRundirError(error, code)) throw error
    return true
  }
}
