import { isProcessAlive, processStarted } from '../../disk/process.js'
import { RundirError } from '../../error/rundir-error.js'
import { getRun, type Run } from '../../store/read.js'
import type { NewRunRequest } from '../config/request.js'
import { firstRunNotice, readerOf, type Workspace } from '../open.js'
import { attachedNotice, surroundingRun } from './attach.js'
import { beginAttempt } from './attempt.js'
import { createRun } from './create.js'
import { planRun } from './plan.js'

/**
 * Claims a run without launching anything; a process that finds `RUN_DIR` gets the run it is in instead (spec 1.4). With `pid` it is `running` as long as that process lives; without, it is `created`.
 * Throws as `planRun` and `createRun`, VALUE_INVALID for a process that is not there, RUN_UNKNOWN where `RUN_DIR` is no run.
 */
export async function claimRun(
  workspace: Workspace,
  request: NewRunRequest,
  pid: number | undefined,
): Promise<{ readonly run: Run; readonly notices: readonly string[] }> {
  const around = workspace.environment['RUN_DIR']
  if (around) {
    const dir = surroundingRun(workspace, around)
    return { run: getRun(readerOf(workspace), dir), notices: [attachedNotice(dir)] }
  }
  const started = pid === undefined ? '' : processStarted(pid)
  if (pid !== undefined && !isProcessAlive(pid, started)) {
    throw new RundirError('VALUE_INVALID', `there is no process ${pid} on this machine`, {
      hint: 'give the pid of the program',
    })
  }
  const plan = await planRun(workspace, request)
  const first = firstRunNotice(workspace)
  const created = await createRun(workspace, plan)
  const run =
    pid === undefined
      ? created.run
      : beginAttempt(workspace, created.run, { launcher: { pid, started }, resumeFrom: null }).run
  return { run, notices: [...first, ...created.notices] }
}
