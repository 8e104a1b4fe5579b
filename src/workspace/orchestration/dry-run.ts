import { maskArgv, maskTree } from '../../capture/secret.js'
import { previewRun } from '../../store/allocate.js'
import { type Json, strictJson } from '../../value/json.js'
import type { RunPlan } from '../launch/plan.js'
import type { Workspace } from '../open.js'
import type { PipelinePlan } from './pipeline-plan.js'

/** What a launch would do, without doing any of it. */
export function dryRun(workspace: Workspace, plan: RunPlan) {
  const { name, prefix, number, layout, dir } = previewRun(plan.space, plan.claim, workspace.clock)
  const { phase, profile } = plan.config
  return {
    name,
    prefix,
    number,
    layout,
    dir,
    command: maskArgv(plan.request.command ?? []),
    phase,
    profile,
    config: strictJson(plan.preview),
  }
}

/** As `dryRun`, for a pipeline: its own run, and what each step would be. */
export function dryRunPipeline(workspace: Workspace, { plan, common, steps }: PipelinePlan) {
  return {
    ...dryRun(workspace, plan),
    steps: steps.map(({ name, phase, profile, config, overrides, inputs, command }) => ({
      name,
      phase,
      profile: profile ?? null,
      config: config ?? null,
      overrides: maskArgv(overrides),
      inputs: maskTree(strictJson(inputs)) as Record<string, Json>,
      command: maskArgv(command ?? common.command ?? []),
    })),
  }
}
