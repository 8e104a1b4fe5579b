import { reproduceRun } from '../../workspace/reproduction/reproduce.js'
import { parseTolerances } from '../../workspace/reproduction/tolerance.js'
import { defineCommand } from '../command.js'
import { outletsFor } from '../launch-outlets.js'
import { renderEnding } from '../render/ending.js'
import { renderReproduction, renderReproductionPlan } from '../render/reproduction.js'

const INTERRUPTED = 130

export const command = defineCommand({
  summary: 'Make a run again from what it recorded, and compare',
  details: `Checks the commit out into a temporary git worktree, applies source.patch, installs from the recorded lockfile (npm, uv), and runs the
recorded command with the same settings as a new run whose parent is RUN. What cannot be restored is listed before anything runs.
Metrics must be equal, or lie within --tolerance (relative); those that measure time are left out. Files in artifacts/ are compared
by checksum; with a tolerance they are listed but do not count. The exit status is 0 when the run was reproduced, else 1.`,
  examples: [
    'rundir reproduce latest --dry-run',
    'rundir reproduce gpt-docs-full-run3',
    'rundir reproduce run3 --tolerance 1e-6 --tolerance val_loss=1e-3',
    'rundir reproduce run3 --link data --json | jq .verdict',
  ],
  flags: {
    'dry-run': { type: 'boolean', help: 'only list what can be restored and what cannot' },
    tolerance: {
      type: 'list',
      value: 'T',
      help: 'relative difference allowed: 1e-6 for all metrics, loss=1e-3 for one',
    },
    link: {
      type: 'list',
      value: 'PATH',
      help: 'let the run see a file or folder of your tree that is not in the commit',
      completes: 'file',
    },
  },
  args: [{ name: 'RUN', help: 'name, part of one, id, path, or latest', completes: 'run' }],
  rest: '[COMMAND…]',
  async run(context, { flags, args, rest }) {
    const tolerances = parseTolerances(flags.tolerance)
    const mode = flags['dry-run'] ? 'plan' : 'run'
    const command = rest === undefined || rest.length === 0 ? undefined : rest
    const request = { run: args[0] ?? '', cwd: context.cwd, command, links: flags.link, tolerances, mode } as const
    // Standard output is for the verdict.
    const outlets = outletsFor({ ...context, write: context.writeError })
    const { report, launched } = await reproduceRun(await context.workspace(), request, {
      ...outlets,
      onPlan: (plan) => {
        if (mode === 'run') context.notice(renderReproductionPlan(plan, context.style))
      },
    })
    if (launched !== undefined) context.notice(renderEnding(launched.run, launched.exitStatus, context))
    const text =
      mode === 'plan' ? renderReproductionPlan(report, context.style) : renderReproduction(report, context.style)
    return { data: report, text, exitStatus: statusOf(report.verdict, launched?.run.status === 'cancelled') }
  },
})

function statusOf(verdict: string | null, isInterrupted: boolean): number {
  if (isInterrupted) return INTERRUPTED
  return verdict === null || verdict === 'identical' || verdict === 'within tolerance' ? 0 : 1
}
