import type { RunPlan } from '../../workspace/launch/plan.js'
import type { Workspace } from '../../workspace/open.js'
import { dryRun } from '../../workspace/orchestration/dry-run.js'
import type { Answer } from '../command.js'

/** What `run --dry-run` answers. */
export function renderPlan(workspace: Workspace, plan: RunPlan): Answer {
  const data = dryRun(workspace, plan)
  const lines = [
    `name     ${data.name}`,
    `folder   ${data.dir}`,
    `command  ${data.command.join(' ')}`,
    `cwd      ${plan.request.cwd}`,
    `config   ${configOf(plan)}`,
    'Nothing was claimed; without --dry-run this would run.',
  ]
  return { data, text: lines.join('\n') }
}

/** `dev-pretrain (phase pretrain) training.lr=1e-3` */
function configOf({ config, request }: RunPlan): string {
  const base = config.profile ?? request.configFile
  const parts = [base, config.phase === null ? undefined : `(phase ${config.phase})`, ...(request.overrides ?? [])]
  return parts.filter((part) => part !== undefined).join(' ') || 'none'
}
