import { RundirError } from '../error/rundir-error.js'
import type { NewRunRequest } from '../workspace/config/request.js'
import { showRun } from '../workspace/look/show.js'
import { firstRunNotice, type Workspace } from '../workspace/open.js'
import { launchPipeline } from '../workspace/orchestration/pipeline.js'
import { findPipeline } from '../workspace/orchestration/pipeline-plan.js'
import type { Answer } from './command.js'
import type { Context } from './context.js'
import { outletsFor } from './launch-outlets.js'
import { renderEnding } from './render/ending.js'
import { renderPipelinePlan } from './render/pipeline-plan.js'

/** Runs the pipeline that a request means, or tells what it would do; undefined when it means none. */
export async function runPipeline(
  context: Context,
  workspace: Workspace,
  { request, dryRun }: { readonly request: NewRunRequest; readonly dryRun: boolean },
): Promise<Answer | undefined> {
  const pipeline = await findPipeline(workspace, request)
  if (pipeline === undefined) return undefined
  if (context.environment['RUN_DIR']) {
    throw new RundirError('ARGUMENT_UNEXPECTED', 'a pipeline cannot be started inside a run', {
      hint: 'unset RUN_DIR to start it as one of its own',
    })
  }
  if (dryRun) return await renderPipelinePlan(context, workspace, pipeline)
  for (const text of firstRunNotice(workspace)) context.notice(text)
  const { run, exitStatus } = await launchPipeline(workspace, pipeline, outletsFor(context))
  context.notice(renderEnding(run, exitStatus, context))
  return context.json ? { data: showRun(workspace, run.dir), exitStatus } : { exitStatus }
}
