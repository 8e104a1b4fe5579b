import type { RunPlan } from '../../workspace/launch/plan.js'
import type { Workspace } from '../../workspace/open.js'
import { dryRun } from '../../workspace/orchestration/dry-run.js'
import type { Answer } from '../command.js'
import type { Context } from '../context.js'
import { printable } from './style.js'

/** What `run --dry-run` answers. */
export async function renderPlan(context: Context, workspace: Workspace, plan: RunPlan): Promise<Answer> {
  const { data, notices } = await dryRun(workspace, plan)
  for (const text of notices) context.notice(text)
  const lines = [
    `name     ${data.name}`,
    `folder   ${data.dir}`,
    `command  ${data.command.join(' ')}`,
    `cwd      ${plan.request.cwd}`,
    `config   ${configOf(plan)}`,
    'Nothing was claimed; without --dry-run this would run.',
  ]
  return { data, text: lines.map(printable).join('\n') }
}

/** `dev-pretrain (phase pretrain) training.lr=1e-3` */
function configOf({ config, request }: RunPlan): string {
  const base = config.profile ?? request.configFile
  const parts = [base, config.phase === null ? undefined : `(phase ${config.phase})`, ...(request.overrides ?? [])]
  return parts.filter((part) => part !== undefined).join(' ') || 'none'
}
