import { conductRun, type DoneRun, type Lineage } from '../../evaluation/conduct.js'
import type { RunType } from '../../evaluation/run-type.js'
import { getBatch } from '../../store/batch.js'
import { type Clock, systemClock } from '../../value/instant.js'
import { type Environment, openWorkspace } from '../open.js'
import { openStage } from './stage.js'

/** Where a typed run of the library belongs. */
export interface ConductOptions extends Lineage {
  /** A folder of the workspace; the working folder when absent. */
  readonly folder?: string
  readonly environment?: Environment
  readonly clock?: Clock
  /** Told when a run could not be sealed. */
  readonly onProblem?: (text: string) => void
}

/** As `conductRun`, in the workspace that `folder` (absolute) belongs to. Throws as it does, and REFERENCE_DANGLING for a batch that is not there. */
export async function conductTyped<Input, Output>(
  type: RunType<Input, Output>,
  input: Input,
  place: { readonly folder: string; readonly environment: Environment },
  options: ConductOptions,
): Promise<DoneRun<Input, Output>> {
  const { clock = systemClock, onProblem = () => undefined } = options
  const { folder, environment } = place
  const workspace = await openWorkspace({ start: folder, at: undefined, environment, clock })
  if (typeof options.batch === 'string') getBatch(workspace.root, options.batch)
  return await conductRun(await openStage(workspace, { cwd: folder, onProblem }), type, input, options)
}
