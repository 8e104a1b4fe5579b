import { isRundirError, RundirError } from '../error/rundir-error.js'
import { printable, type Style } from './render/style.js'

interface Reporting {
  readonly json: boolean
  readonly style: Style
  /** Set (`RUNDIR_DEBUG=1`): stack traces of user errors too. */
  readonly debug: string | undefined
}

/** Tells an error on standard error, as a person or a program reads it, and returns the exit status. */
export function reportError(error: unknown, { json, style, debug }: Reporting): number {
  const known = isRundirError(error) ? error : bug(error)
  if (json) {
    const { code, message, hint } = known
    process.stderr.write(`${JSON.stringify({ error: { code, message, hint: hint ?? null } })}\n`)
  } else {
    process.stderr.write(`${style.red('rundir:')} ${printable(known.message)}\n`)
    if (known.hint !== undefined) process.stderr.write(`  ${style.dim(printable(known.hint))}\n`)
  }
  if (known.code === 'BUG' || debug) process.stderr.write(`${stackOf(error)}\n`)
  return known.exitStatus
}

function bug(error: unknown): RundirError {
  const message = error instanceof Error ? error.message : String(error)
  return new RundirError('BUG', `this is a mistake in rundir, not yours: ${message}`, {
    hint: 'please report it with the lines below',
    cause: error,
  })
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
