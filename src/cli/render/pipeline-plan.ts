import type { Workspace } from '../../workspace/open.js'
import { dryRunPipeline } from '../../workspace/orchestration/dry-run.js'
import type { PipelinePlan } from '../../workspace/orchestration/pipeline-plan.js'
import type { Answer } from '../command.js'
import type { Context } from '../context.js'
import { printable } from './style.js'

/** What `run --dry-run` answers for a pipeline: its run, and a paragraph for each step. */
export async function renderPipelinePlan(context: Context, workspace: Workspace, plan: PipelinePlan): Promise<Answer> {
  const { data, notices } = await dryRunPipeline(workspace, plan)
  for (const text of notices) context.notice(text)
  const steps = data.steps.flatMap(({ name, phase, profile, config, command, overrides, inputs }, at) => [
    `step ${at + 1}   ${name}`,
    `  config   ${profile ?? config} (phase ${phase})`,
    `  command  ${command.join(' ')}`,
    ...overrides.map((override) => `  set      ${override}`),
    ...Object.entries(inputs).map(([key, value]) => `  input    ${key} = ${JSON.stringify(value)}`),
  ])
  const lines = [
    `name     ${data.name}`,
    `folder   ${data.dir}`,
    ...steps,
    'Nothing was claimed; without --dry-run this would run.',
  ]
  return { data, text: lines.map(printable).join('\n') }
}
