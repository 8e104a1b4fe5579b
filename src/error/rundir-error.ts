import { CODES, type ErrorCode } from './codes.js'

/** Where in a file something is wrong, both counted from 1. */
export interface FilePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

interface More {
  readonly hint?: string | undefined
  readonly cause?: unknown
  readonly place?: FilePlace | undefined
}

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
  /** The message begins with it: `a.yaml:3:7: …`. */
  readonly place: FilePlace | undefined

  constructor(code: ErrorCode, message: string, more: More = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.hint = more.hint
    this.place = more.place
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
