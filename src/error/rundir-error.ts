import { CODES, type ErrorCode } from './codes.js'

const MARK = Symbol.for('rundir.error')

/**
 * The one error class: misuse, missing things, refusals and failures of the outside world.
 * `message` is one sentence that names the thing; `hint` says what to do about it.
 * Damage in a user's files is not an error but a value (`store/read`).
 */
export class RundirError extends Error {
  override readonly name = 'RundirError'
  /** The bundled command line holds this class once in each of its files, so it is told by this mark. */
  readonly [MARK] = true
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, more: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.hint = more.hint
  }

  get exitStatus(): number {
    return CODES[this.code].exit
  }
}

/** Whether `error` is ours, with the given code when one is asked for. */
export function isRundirError(error: unknown, code?: ErrorCode): error is RundirError {
  return error instanceof Error && MARK in error && (code === undefined || (error as RundirError).code === code)
}

/** Marks a branch that the types exclude: `default: return impossible(status)`. */
export function impossible(value: never): never {
  throw new Error(`impossible: ${JSON.stringify(value)}`)
}
