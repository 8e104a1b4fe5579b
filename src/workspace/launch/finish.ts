import type { TerminalStatus } from '../../run/status.js'
import { getRun, type Run, readAttempt } from '../../store/read.js'
import { locateRun } from '../find-run.js'
import { readerOf, type Workspace } from '../open.js'
import { endRun } from './end.js'

export interface FinishRequest {
  readonly run: string
  /** Absolute; where a relative path starts. */
  readonly cwd: string
  readonly status: TerminalStatus
}

/** Ends and seals a run that no launcher ends. Throws RUN_UNKNOWN, STATUS_ILLEGAL for one that has ended, DISK_*. */
export async function finishRun(
  workspace: Workspace,
  request: FinishRequest,
  onProblem: (text: string) => void,
): Promise<Run> {
  const reader = readerOf(workspace)
  const run = getRun(reader, locateRun(workspace, request.run, request.cwd))
  const attempt = readAttempt(reader, run.dir, run.manifest.attempt)
  return await endRun(workspace, { run, attempt, status: request.status }, { onProgress: () => undefined, onProblem })
}
