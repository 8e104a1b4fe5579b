import { isProcessAlive, processStarted } from '../../disk/process.js'
import { RundirError } from '../../error/rundir-error.js'
import type { Run } from '../../store/read.js'
import type { NewRunRequest } from '../config/request.js'
import { firstRunNotice, type Workspace } from '../open.js'
import { beginAttempt } from './attempt.js'
import { createRun } from './create.js'
import { planRun } from './plan.js'

/**
 * Claims a run without launching anything. With `pid` it is `running` as long as that process lives; without, it is `created`.
 * Throws as `planRun` and `createRun`, and VALUE_INVALID for a process that is not there.
 */
export async function claimRun(
  workspace: Workspace,
  request: NewRunRequest,
  pid: number | undefined,
): Promise<{ readonly run: Run; readonly notices: readonly string[] }> {
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
