import { ATTEMPT_VERSION, type Attempt, type ProcessIdentity } from '../run/attempt.js'
import type { Run } from '../store/read.js'
import { updateManifest, writeAttempt } from '../store/update.js'
import { printInstant } from '../value/instant.js'
import type { Workspace } from './open.js'

/** Writes the next attempt of a run, led by `launcher`, and then the manifest that says `running`. */
export function beginAttempt(
  workspace: Workspace,
  run: Run,
  launcher: ProcessIdentity,
): { readonly run: Run; readonly attempt: Attempt } {
  const startedAt = printInstant(workspace.clock.now())
  const attempt: Attempt = {
    schema_version: ATTEMPT_VERSION,
    attempt: run.manifest.attempt + 1,
    command: run.manifest.command,
    host: workspace.here.host,
    boot_id: workspace.here.bootId,
    pid: null,
    pid_started: '',
    launcher_pid: launcher.pid,
    launcher_started: launcher.started,
    started_at: startedAt,
    ended_at: null,
    exit_code: null,
    signal: null,
    resumed_from: null,
  }
  writeAttempt(workspace.root, run.dir, attempt)
  const running = updateManifest(workspace.root, run, {
    status: 'running',
    attempt: attempt.attempt,
    started_at: run.manifest.started_at ?? startedAt,
  })
  return { run: running, attempt }
}
