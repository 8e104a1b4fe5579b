import { getRun } from '../store/read.js'
import { variablesOf } from './exported.js'
import { locateRun } from './find-run.js'
import { readerOf, type Workspace } from './open.js'

/** The exported variables of the run that `text` means (spec 1.8). Throws RUN_UNKNOWN, RUN_AMBIGUOUS, RUN_DAMAGED. */
export function runVariables(workspace: Workspace, text: string, cwd: string): Record<string, string> {
  const run = getRun(readerOf(workspace), locateRun(workspace, text, cwd))
  return variablesOf(workspace, run.dir, run.manifest)
}
