import { RundirError } from '../error/rundir-error.js'

/** What a manifest can hold (spec 2.3). */
export const STORED_STATUSES = ['created', 'queued', 'running', 'completed', 'failed', 'cancelled', 'lost'] as const
export type StoredStatus = (typeof STORED_STATUSES)[number]

/** What a reader is told: a lease that cannot be judged from here is `unknown`. */
export type ShownStatus = StoredStatus | 'unknown'

export const TERMINAL_STATUSES = ['completed', 'failed', 'cancelled'] as const
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number]

const NEXT: Readonly<Record<StoredStatus, readonly StoredStatus[]>> = {
  created: ['queued', 'running', 'completed', 'failed', 'cancelled'],
  queued: ['running', 'failed', 'cancelled', 'lost'],
  running: ['completed', 'failed', 'cancelled', 'lost'],
  completed: [],
  failed: [],
  cancelled: [],
  lost: [],
}

/** Statuses from which a new attempt may take a run back to `running`. */
const RESUMABLE: readonly StoredStatus[] = ['running', 'failed', 'cancelled', 'lost']

export function isStoredStatus(text: unknown): text is StoredStatus {
  return (STORED_STATUSES as readonly unknown[]).includes(text)
}

export function isTerminalStatus(status: ShownStatus): status is TerminalStatus {
  return (TERMINAL_STATUSES as readonly string[]).includes(status)
}

/** Throws STATUS_ILLEGAL unless a run may go from `from` to `to` without a new attempt. */
export function checkStep(name: string, from: StoredStatus, to: StoredStatus): void {
  if (NEXT[from].includes(to)) return
  const hint = NEXT[from].length === 0 ? 'a terminal status is written once; resume starts a new attempt' : undefined
  throw new RundirError('STATUS_ILLEGAL', `run ${name} is ${from} and cannot become ${to}`, { hint })
}

/** Throws STATUS_ILLEGAL unless a new attempt may start. */
export function checkResumable(name: string, status: StoredStatus): void {
  if (RESUMABLE.includes(status)) return
  throw new RundirError('STATUS_ILLEGAL', `run ${name} is ${status}: there is nothing to resume`)
}
