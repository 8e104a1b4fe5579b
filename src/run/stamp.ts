import { RundirError } from '../error/rundir-error.js'

/** Time stamps in paths, UTC (spec 1.9, seeds 002 and 003): `2026-11-21_06-14-09`, and `…_2` for the second claim in that second. */
const STAMP = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])_(?:[01]\d|2[0-3])-[0-5]\d-[0-5]\d$/
const TURN = /^(.+)_([2-9]|[1-9]\d{1,5})$/s
const GIT_HASH = /^(?:[0-9a-f]{8}|nogit)$/

export function isStamp(text: string): boolean {
  return STAMP.test(text)
}

/** 8 hex digits, or `nogit`: what stands for the commit in a path. */
export function isShortGitHash(text: string): boolean {
  return GIT_HASH.test(text)
}

/** The commit as it stands in a path; `nogit` outside a repository. */
export function shortGitHash(gitHash: string | null): string {
  const short = gitHash?.slice(0, 8).toLowerCase() ?? ''
  return isShortGitHash(short) ? short : 'nogit'
}

/** `base`, or `base_<turn>` from the second claim on. */
export function printTurn(base: string, turn: number): string {
  return turn === 1 ? base : `${base}_${turn}`
}

/** Inverse of `printTurn` for a base that `isBase` accepts. */
export function parseTurn(text: string, isBase: (base: string) => boolean): { base: string; turn: number } | undefined {
  if (isBase(text)) return { base: text, turn: 1 }
  const [, base, turn] = TURN.exec(text) ?? []
  return base !== undefined && isBase(base) ? { base, turn: Number(turn) } : undefined
}

/** The last part of a path that is a time stamp and a turn. Throws NAME_INVALID. */
export function checkStampedPart(stamp: string, turn: number): string {
  if (isStamp(stamp)) return printTurn(stamp, turn)
  throw new RundirError('NAME_INVALID', `${JSON.stringify(stamp)} is no time stamp YYYY-MM-DD_HH-MM-SS`)
}
