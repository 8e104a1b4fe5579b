import { writeChecksums } from '../../artifact/checksums.js'
import { releaseSpace } from '../../disk/reserve.js'
import { isRundirError } from '../../error/rundir-error.js'
import type { Ending } from '../../exec/launch.js'
import { finishMetrics } from '../../metric/finish-metrics.js'
import { readMetrics } from '../../metric/read-metrics.js'
import type { Attempt } from '../../run/attempt.js'
import type { Manifest } from '../../run/manifest.js'
import { checkStep, type TerminalStatus } from '../../run/status.js'
import { getRun, type Run } from '../../store/read.js'
import { updateManifest, writeAttempt } from '../../store/update.js'
import { printInstant } from '../../value/instant.js'
import { printNumber } from '../../value/json.js'
import { readerOf, type Workspace } from '../open.js'

export interface RunEnd {
  readonly run: Run
  /** The attempt that ended; undefined for a run that never had a process. */
  readonly attempt: Attempt | undefined
  readonly status: TerminalStatus
  readonly ending?: Ending | undefined
  readonly error?: string | undefined
}

export interface EndOutlets {
  /** Bytes hashed so far. */
  readonly onProgress: (bytes: number) => void
  readonly onProblem: (text: string) => void
}

const SUMMARY_KEYS = 64

/**
 * Ends a run in the order of docs/format.md: `metrics.json`, checksums, attempt, and the manifest last, which seals it.
 * Throws STATUS_ILLEGAL for a run that has ended.
 * A full disk costs the seal, never the status: what could not be written is told, and `repair` makes it up.
 */
export async function endRun(workspace: Workspace, end: RunEnd, outlets: EndOutlets): Promise<Run> {
  const { attempt, status, ending } = end
  // Read again: what others wrote into the manifest meanwhile stays, and a run that has ended is not ended twice.
  const run = getRun(readerOf(workspace), end.run.dir)
  checkStep(run.manifest.name, run.manifest.status, status)
  const path = `${workspace.root}/${run.dir}`
  const endedAt = printInstant(workspace.clock.now())
  const changes: Partial<Manifest> = { status, ended_at: endedAt, ...outcome(ending), error: end.error ?? null }
  try {
    const { scalars, damage } = finishMetrics(path)
    changes.summary = summaryOf(scalars)
    if (damage.count > 0) outlets.onProblem(lostLines(run.manifest.name, damage.count))
    changes.seal = await writeChecksums(path, outlets.onProgress)
  } catch (error) {
    if (!isRundirError(error)) throw error
    outlets.onProblem(`${run.manifest.name} is not sealed: ${error.message}; rundir repair seals it later`)
    changes.summary ??= summaryOfLogs(path)
  }
  // Kept until here: on a full disk the metrics must not take the room of the status.
  releaseSpace(`${path}/.reserve`)
  if (attempt !== undefined)
    writeAttempt(workspace.root, run.dir, { ...attempt, ended_at: endedAt, ...outcome(ending) })
  return updateManifest(workspace.root, run, changes)
}

/** What a list shows of a run whose `metrics.json` found no room. */
function summaryOfLogs(path: string): Manifest['summary'] {
  try {
    return summaryOf(readMetrics(path, []).scalars)
  } catch (error) {
    if (!isRundirError(error)) throw error
    return {}
  }
}

function lostLines(name: string, count: number): string {
  const lines = count === 1 ? '1 line of its metrics is' : `${count} lines of its metrics are`
  return `${lines} no record, and not counted; rundir show ${name} tells which`
}

function outcome(ending: Ending | undefined): { exit_code: number | null; signal: string | null } {
  if (ending === undefined) return { exit_code: null, signal: null }
  if (ending.kind === 'exited') return { exit_code: ending.code, signal: null }
  return { exit_code: null, signal: ending.signal }
}

/** A copy of the last values for lists; the machine's own figures are left to `metrics.json`. */
export function summaryOf(scalars: Readonly<Record<string, { readonly last: number }>>): Manifest['summary'] {
  const keys = Object.keys(scalars).filter((key) => !key.startsWith('system/'))
  return Object.fromEntries(
    keys.slice(0, SUMMARY_KEYS).map((key) => [key, printNumber(scalars[key]?.last ?? Number.NaN)]),
  )
}
