import { maskArgv } from '../capture/secret.js'
import { previewRun } from '../store/allocate.js'
import type { Workspace } from './open.js'
import type { RunPlan } from './plan.js'

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
    config: plan.preview,
  }
}
