import type { ErrorCode } from '../error/codes.js'
import { RundirError } from '../error/rundir-error.js'

interface Cause {
  readonly code: ErrorCode
  readonly why: string
  readonly hint: string
}

const FULL: Cause = {
  code: 'DISK_FULL',
  why: 'no space is left',
  hint: 'free some space; what was there before is intact',
}
const CAUSES: Readonly<Record<string, Cause>> = {
  ENOSPC: FULL,
  EDQUOT: { ...FULL, why: 'the quota is used up' },
  EFBIG: { ...FULL, why: 'the file would be larger than allowed' },
  EROFS: {
    code: 'DISK_READONLY',
    why: 'the file system is read-only',
    hint: 'use -C or --workspace with a writable folder',
  },
  EACCES: { code: 'DISK_DENIED', why: 'permission denied', hint: 'check the owner and mode of that folder' },
  EPERM: { code: 'DISK_DENIED', why: 'not permitted', hint: 'check the owner and mode of that folder' },
  ENOENT: { code: 'FILE_MISSING', why: 'it does not exist', hint: 'check the path' },
  ENOTDIR: { code: 'FILE_MISSING', why: 'a part of the path is not a folder', hint: 'check the path' },
  EEXIST: { code: 'FILE_EXISTS', why: 'it exists already', hint: 'nothing was overwritten' },
  EXDEV: {
    code: 'DISK_FAILED',
    why: 'it is on another file system',
    hint: 'move it by hand: nothing is copied between file systems',
  },
  ENAMETOOLONG: { code: 'NAME_TOO_LONG', why: 'the path is too long', hint: 'use a shorter folder or name' },
}

/** The errno name of a failed system call (`ENOENT`), or undefined for any other error. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined
}

/** Whether a system call failed because nothing has that path. */
export function isAbsence(error: unknown): boolean {
  const errno = errnoOf(error)
  return errno === 'ENOENT' || errno === 'ENOTDIR'
}

/** Turns the failure of a system call on `path` into a RundirError; rethrows what is no such failure. */
export function diskError(error: unknown, doing: string, path: string): RundirError {
  const errno = errnoOf(error)
  if (errno === undefined) throw error
  const cause = CAUSES[errno] ?? { code: 'DISK_FAILED', why: errno, hint: 'run rundir doctor in that folder' }
  return new RundirError(cause.code, `cannot ${doing} ${path}: ${cause.why}`, { hint: cause.hint, cause: error })
}
