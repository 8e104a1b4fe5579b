import { isJsonObject, type Json } from '../value/json.js'

/** One process life of a run: `attempts/<n>.json` (docs/format.md). */
export interface Attempt {
  readonly schema_version: number
  readonly attempt: number
  /** Of this attempt, which may have been given another one than the run; secrets masked. */
  readonly command: readonly string[] | null
  /** The code of this attempt; `source.<n>.patch` is there when its uncommitted change is not that of the run. */
  readonly git_hash: string | null
  readonly git_dirty: boolean | null
  readonly host: string
  readonly boot_id: string
  /** The program; null until it runs. */
  readonly pid: number | null
  readonly pid_started: string
  /** rundir itself, or the program when it made the run. */
  readonly launcher_pid: number
  readonly launcher_started: string
  readonly started_at: string
  readonly ended_at: string | null
  readonly exit_code: number | null
  readonly signal: string | null
  /** Path of the checkpoint that it started from, relative to the run. */
  readonly resumed_from: string | null
}

export const ATTEMPT_VERSION = 1

/** A process, told apart from a later one with the same number by its start time. */
export interface ProcessIdentity {
  readonly pid: number
  readonly started: string
}

/** The machine that asks, and how it tells whether one of its own processes still lives. */
export interface Here {
  readonly host: string
  readonly bootId: string
  isAlive(process: ProcessIdentity): boolean
  /** Whether a process runs that was started with this `RUN_ID` in its environment. */
  hasProcessOf(runId: string): boolean
}

/** The attempt in a parsed file; undefined when it cannot be one. */
export function checkAttempt(value: Json | undefined): Attempt | undefined {
  if (!isJsonObject(value)) return undefined
  const usable =
    Number.isInteger(value['attempt']) && typeof value['host'] === 'string' && Number.isInteger(value['launcher_pid'])
  return usable ? (value as unknown as Attempt) : undefined
}

/** What else tells of a run that says it runs. */
export interface Signs {
  readonly runId: string
  readonly heartbeatAt: number | undefined
}

const YOUNG_HEARTBEAT_MS = 60_000

/**
 * Whether a run whose manifest says `running` still runs, judged from `here` (docs/format.md, "Status").
 * A process is asked where it can be; only on another host does the heartbeat count, and its silence proves nothing.
 */
export function judgeLease(
  attempt: Attempt | undefined,
  { runId, heartbeatAt }: Signs,
  here: Here,
  now: number,
): 'running' | 'lost' | 'unknown' {
  if (attempt === undefined) return 'lost'
  if (attempt.host !== here.host) {
    return heartbeatAt !== undefined && now - heartbeatAt < YOUNG_HEARTBEAT_MS ? 'running' : 'unknown'
  }
  if (attempt.boot_id !== here.bootId) return 'lost'
  const launcher = { pid: attempt.launcher_pid, started: attempt.launcher_started }
  // Also when the attempt has ended: the launcher has yet to write the manifest.
  if (here.isAlive(launcher)) return 'running'
  const isAlive =
    attempt.pid === null
      ? // The launcher may have died when it had started the program, and before it could write which process that is.
        attempt.command !== null && here.hasProcessOf(runId)
      : here.isAlive({ pid: attempt.pid, started: attempt.pid_started })
  return isAlive ? 'running' : 'lost'
}
