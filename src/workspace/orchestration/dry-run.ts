import { maskArgv, maskTree } from '../../capture/secret.js'
import { checkCommand } from '../../exec/find-command.js'
import { previewRun } from '../../store/allocate.js'
import { type Json, strictJson } from '../../value/json.js'
import { commandFor } from '../launch/hand-over.js'
import { namedConfig } from '../launch/named-config.js'
import { planRun, type RunPlan } from '../launch/plan.js'
import type { Workspace } from '../open.js'
import { pathsOf } from '../paths.js'
import { inside, type PipelinePlan } from './pipeline-plan.js'
import type { SweepPlan } from './sweep-state.js'

/**
 * What a launch would do, without doing any of it: the command is that which would start, its places filled in.
 * Throws COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE.
 */
export async function dryRun(workspace: Workspace, plan: RunPlan) {
  const { command, cwd } = plan.request
  if (command !== undefined) checkCommand(command[0] ?? '', cwd, workspace.environment['PATH'])
  const { name, prefix, number, layout, dir, logDir, notices } = previewRun(plan.space, plan.claim, workspace.clock)
  const { phase, profile } = plan.config
  const named = await namedConfig(workspace, plan.config, { name, dir })
  const target = { command: command ?? [], paths: pathsOf(workspace.root, dir, logDir), config: named.tree }
  const data = {
    name,
    prefix,
    number,
    layout,
    dir,
    command: maskArgv(commandFor(target, workspace.settings.run.flags_style)),
    phase,
    profile,
    config: strictJson(named.tree),
  }
  return { data, notices: [...plan.config.notices, ...notices, ...named.notices] }
}

/** As `dryRun`, for the first point of a sweep; the names of the others follow. */
export async function dryRunSweep(workspace: Workspace, { request, points }: SweepPlan) {
  const alone = inside(workspace)
  const overrides = [...(request.overrides ?? []), ...(points[0] ?? [])]
  const { data: first, notices } = await dryRun(alone, await planRun(alone, { ...request, overrides }))
  const listed = points.map((point, at) => ({ point: at + 1, overrides: maskArgv(point) }))
  return { data: { total: points.length, points: listed, first }, notices }
}

/** As `dryRun`, for a pipeline: its own run, and what each step would be; places are filled in when its turn comes. */
export async function dryRunPipeline(workspace: Workspace, { plan, common, steps }: PipelinePlan) {
  const { data, notices } = await dryRun(workspace, plan)
  const planned = steps.map(({ name, phase, profile, config, overrides, inputs, command }) => ({
    name,
    phase,
    profile: profile ?? null,
    config: config ?? null,
    overrides: maskArgv(overrides),
    inputs: maskTree(strictJson(inputs)) as Record<string, Json>,
    command: maskArgv(command ?? common.command ?? []),
  }))
  return { data: { ...data, command: maskArgv(plan.request.command ?? []), steps: planned }, notices }
}
