import { type RepairAction, repairRuns } from '../../workspace/upkeep/repair.js'
import { defineCommand } from '../command.js'
import type { Context } from '../context.js'
import { printable } from '../render/style.js'

export const command = defineCommand({
  summary: 'Finish or mark what a crash left behind',
  details: `Shows what would be done; --yes does it. Runs whose processes are gone are ended and sealed, metrics.json is made again from the
logs, folders that were claimed get a manifest, pointers are set right. Nothing is deleted: what is in the way goes to the trash.`,
  examples: [
    'rundir repair',
    'rundir repair --yes',
    'rundir repair latest --yes',
    'rundir repair --json | jq .actions',
  ],
  flags: {},
  args: [
    { name: 'RUN', help: 'a run, or a folder with runs (default: the workspace)', optional: true, completes: 'run' },
  ],
  async run(context, { args }) {
    const workspace = await context.workspace()
    const mode = context.yes ? 'apply' : 'plan'
    const actions = await repairRuns(workspace, { target: args[0], cwd: context.cwd, mode }, (done, total) =>
      context.progress(`looked at ${done} of ${total} runs`),
    )
    context.progress('')
    if (actions.length > 0 && mode === 'plan') context.notice('nothing was changed; rundir repair --yes does it')
    return { data: { actions }, text: render(actions, context) }
  },
})

function render(actions: readonly RepairAction[], { style, yes }: Context): string {
  if (actions.length === 0) return 'nothing to repair'
  const width = Math.max(...actions.map((action) => action.kind.length))
  return actions
    .map(({ kind, path, why, done }) => {
      const failed = yes && !done ? style.red(' (could not be done)') : ''
      return `${style.bold(kind.padEnd(width))}  ${printable(path)}  ${style.dim(printable(why))}${failed}`
    })
    .join('\n')
}
