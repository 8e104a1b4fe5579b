import { RundirError } from '../../error/rundir-error.js'
import { ATTEMPT_VERSION, type Attempt, judgeLease, type ProcessIdentity } from '../../run/attempt.js'
import { getRun, type Run, readAttempt } from '../../store/read.js'
import { createAttempt, reopenManifest, updateManifest } from '../../store/update.js'
import { printInstant } from '../../value/instant.js'
import { readerOf, type Workspace } from '../open.js'
import type { AttemptChange } from './attempt-change.js'

/** What an attempt is begun with. */
export interface AttemptStart {
  readonly launcher: ProcessIdentity
  /** Checkpoint that it starts from, relative to the run. */
  readonly resumeFrom: string | null
  /** What it runs, where that is not known to be what the run was made with. */
  readonly change?: AttemptChange | undefined
}

/**
 * Claims the next attempt of a run (one exclusive create: of two that begin at once, one gets it) and then writes the manifest
 * that says `running`. Throws STATUS_ILLEGAL for the other.
 */
export function beginAttempt(
  workspace: Workspace,
  run: Run,
  start: AttemptStart,
): { readonly run: Run; readonly attempt: Attempt } {
  const startedAt = printInstant(workspace.clock.now())
  const attempt: Attempt = {
    schema_version: ATTEMPT_VERSION,
    attempt: nextAttempt(workspace, run),
    command: start.change?.command ?? run.manifest.command,
    git_hash: start.change === undefined ? run.manifest.git_hash : start.change.gitHash,
    git_dirty: start.change === undefined ? run.manifest.git_dirty : start.change.gitDirty,
    host: workspace.here.host,
    boot_id: workspace.here.bootId,
    pid: null,
    pid_started: '',
    launcher_pid: start.launcher.pid,
    launcher_started: start.launcher.started,
    started_at: startedAt,
    ended_at: null,
    exit_code: null,
    signal: null,
    resumed_from: start.resumeFrom,
  }
  if (!createAttempt(workspace.root, run.dir, attempt)) {
    throw startedElsewhere(run)
  }
  if (attempt.attempt > 1) return { run: reopenManifest(workspace.root, run, attempt, start.change?.isOther), attempt }
  const changes = { status: 'running', attempt: 1, started_at: run.manifest.started_at ?? startedAt } as const
  return { run: updateManifest(workspace.root, run, changes), attempt }
}

/**
 * One more than the last that was begun, though its beginner may have died before the manifest said so. An attempt that was begun
 * since `run` was read is not passed over: of two that resume at once, the second finds a run that is no longer theirs to start.
 */
function nextAttempt(workspace: Workspace, run: Run): number {
  const reader = readerOf(workspace)
  if (getRun(reader, run.dir).manifest.attempt !== run.manifest.attempt) throw startedElsewhere(run)
  for (let number = run.manifest.attempt + 1; ; number++) {
    const begun = readAttempt(reader, run.dir, number)
    if (begun === undefined) return number
    const signs = { runId: run.manifest.run_id, heartbeatAt: undefined }
    if (judgeLease(begun, signs, reader.here, reader.now) !== 'lost') throw startedElsewhere(run)
  }
}

/** Throws STATUS_ILLEGAL for a run that runs, or may run on another host. */
export function checkNotRunning({ status, manifest: { name } }: Run): void {
  if (status !== 'running' && status !== 'unknown') return
  const why = status === 'running' ? 'still runs' : 'may still run on another host'
  throw new RundirError('STATUS_ILLEGAL', `run ${name} ${why}`, { hint: `rundir tail ${name} follows it` })
}

function startedElsewhere({ manifest }: Run): RundirError {
  return new RundirError('STATUS_ILLEGAL', `run ${manifest.name} is being started by another process`, {
    hint: `rundir tail ${manifest.name} follows it`,
  })
}
