import { resolve } from 'node:path'
import { MASK } from '../../capture/secret.js'
import { RundirError } from '../../error/rundir-error.js'
import { referenceOf } from '../../run/reference.js'
import { getRun, type Run } from '../../store/read.js'
import type { NewRunRequest } from '../config/request.js'
import { createRun } from '../launch/create.js'
import type { LaunchResult } from '../launch/launch.js'
import type { LaunchOutlets } from '../launch/launch-event.js'
import { checkNotAlive, type ResumeRequest } from '../launch/resume.js'
import { readerOf, type Workspace } from '../open.js'
import { findParts } from './parts.js'
import { type ConductedPipeline, conductPipeline } from './pipeline-conduct.js'
import { inside, type PipelinePlan } from './pipeline-plan.js'
import { readPipelineState, STATE_FILE, writePipelineState } from './pipeline-state.js'

/**
 * Claims the run of a pipeline and runs its steps, each a run of its own (spec 3.4). A step that fails stops the rest.
 * Killed at any moment, `resumePipeline` goes on from what the files say.
 */
export async function launchPipeline(
  workspace: Workspace,
  { plan, common, steps }: PipelinePlan,
  outlets: LaunchOutlets,
): Promise<LaunchResult> {
  const { run, paths, notices } = await createRun(workspace, plan)
  writePipelineState(paths.run, { request: common, steps }, {})
  outlets.onEvent({ kind: 'claimed', run })
  for (const text of notices) outlets.onEvent({ kind: 'notice', text })
  return await conductPipeline(inside(workspace), { run, steps, common, runs: new Map() }, outlets)
}

/**
 * A new attempt of a pipeline: the steps that are completed stay, one that was begun gets a new attempt, the others are launched.
 * Throws STATUS_ILLEGAL for a pipeline or step that is completed or may still run, ARGUMENT_MISSING, RUN_DAMAGED.
 */
export async function resumePipeline(
  workspace: Workspace,
  dir: string,
  request: ResumeRequest,
  outlets: LaunchOutlets,
): Promise<LaunchResult> {
  const run = getRun(readerOf(workspace), dir)
  const { name } = run.manifest
  const state = readPipelineState(`${workspace.root}/${dir}`, name)
  // One that died before its first attempt is as good as one that died after.
  if (run.status !== 'created') checkNotAlive(run)
  if (state === undefined) {
    throw new RundirError('RUN_DAMAGED', `${name} has no ${STATE_FILE}`, { hint: 'start the pipeline again' })
  }
  const runs = findParts(workspace, ({ manifest }) => manifest.parents[0] === referenceOf(dir))
  for (const step of runs.values()) if (step.status !== 'completed') checkNotAlive(step)
  const common: NewRunRequest = {
    ...state.request,
    cwd: run.manifest.cwd === null ? request.cwd : resolve(workspace.root, run.manifest.cwd),
    command: request.command ?? recordedCommand(run),
  }
  outlets.onEvent({ kind: 'claimed', run })
  const conducted: ConductedPipeline = { run, steps: state.steps, common, runs, command: request.command }
  return await conductPipeline(inside(workspace), conducted, outlets)
}

/** Undefined for a pipeline whose steps all have commands of their own. */
function recordedCommand({ manifest }: Run): readonly string[] | undefined {
  const { command, name } = manifest
  if (command === null) return undefined
  if (!command.some((word) => word.includes(MASK))) return command
  throw new RundirError('ARGUMENT_MISSING', `the recorded command of ${name} holds masked secrets`, {
    hint: `give the command again: rundir resume ${name} -- COMMAND`,
  })
}
