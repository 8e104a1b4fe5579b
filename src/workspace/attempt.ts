import { listNames } from '../disk/directory.js'
import { RundirError } from '../error/rundir-error.js'
import { ATTEMPT_VERSION, type Attempt, type ProcessIdentity } from '../run/attempt.js'
import type { Run } from '../store/read.js'
import { createAttempt, reopenManifest, updateManifest } from '../store/update.js'
import { printInstant } from '../value/instant.js'
import type { Workspace } from './open.js'

/** What an attempt is begun with. */
export interface AttemptStart {
  readonly launcher: ProcessIdentity
  /** Checkpoint that it starts from, relative to the run. */
  readonly resumeFrom: string | null
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
    command: run.manifest.command,
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
    throw new RundirError('STATUS_ILLEGAL', `run ${run.manifest.name} is being started by another process`, {
      hint: `rundir tail ${run.manifest.name} follows it`,
    })
  }
  if (attempt.attempt > 1) return { run: reopenManifest(workspace.root, run, attempt.attempt), attempt }
  const changes = { status: 'running', attempt: 1, started_at: run.manifest.started_at ?? startedAt } as const
  return { run: updateManifest(workspace.root, run, changes), attempt }
}

/** One more than the last that was begun, though its beginner may have died before the manifest said so. */
function nextAttempt(workspace: Workspace, run: Run): number {
  const begun = listNames(`${workspace.root}/${run.dir}/attempts`).map((name) =>
    Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0),
  )
  return Math.max(run.manifest.attempt, ...begun) + 1
}
