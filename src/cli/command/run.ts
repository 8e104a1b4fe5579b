import { RundirError } from '../../error/rundir-error.js'
import type { NewRunRequest } from '../../workspace/config/request.js'
import { attachRun } from '../../workspace/launch/attach.js'
import { launchRun } from '../../workspace/launch/launch.js'
import { planRun } from '../../workspace/launch/plan.js'
import { showRun } from '../../workspace/look/show.js'
import { defineCommand } from '../command.js'
import { outletsFor } from '../launch-outlets.js'
import { renderEnding } from '../render/ending.js'
import { renderPlan } from '../render/plan.js'
import { CLAIMING_FLAGS, claimingRequest, NAMING_FLAGS } from '../run-flags.js'
import { SWEEP_FLAGS, wantsSweep } from '../sweep-flags.js'
import { command as profiles } from './profiles.js'

export const command = defineCommand({
  summary: 'Launch a command as a run',
  details: `Claims a directory, writes where the run comes from, starts COMMAND, keeps its output and metrics, and seals the result.
In COMMAND, {config} is the path of the resolved configuration, {run_dir} the run, and a word {flags} becomes one flag a setting.
The exit status is the command's own. Ctrl-C is passed on to it; a second one kills it.
With --phase pipeline (docs/pipelines.md), COMMAND runs once for each step; KEY=VALUE goes to each step that has the key, STEP.KEY=VALUE to one.
With --sweep, it runs once for each point, as runs of one batch; words with several values may follow the flag or be plain words.
Output of runs side by side goes to their logs only.`,
  examples: [
    'rundir run -- python train.py',
    'rundir run --project segmentation --tag team=vision -- ./train.sh',
    'rundir run --phase pretrain --profile dev training.lr=3e-4 -- python train.py --config {config}',
    'rundir run --phase pipeline --profile pipeline-dev sft.training.lr=1e-4 -- python train.py',
    "rundir run --profile dev --sweep training.lr=1e-3,1e-4 'seed=range(3)' --jobs 2 --sort loss -- python train.py",
    "rundir run --sweep 'lr=log_interval(1e-5,1e-2)' --samples 20 --skip-done -- python train.py {flags}",
  ],
  flags: {
    ...NAMING_FLAGS,
    ...CLAIMING_FLAGS,
    ...SWEEP_FLAGS,
    'dry-run': { type: 'boolean', help: 'print what would run and under which name; claim nothing' },
    'list-profiles': { type: 'boolean', help: 'list the named configurations' },
  },
  args: [{ name: 'KEY=VALUE', help: 'overrides of the configuration', optional: true, repeated: true }],
  rest: 'COMMAND…',
  async run(context, input) {
    const { flags, args, rest } = input
    if (flags['list-profiles'])
      return await profiles.run(context, { flags: { phase: flags.phase }, args: [], rest: undefined })
    const workspace = await context.workspace()
    const request = { ...claimingRequest(flags, args, context.cwd), command: rest }
    if (wantsSweep(flags)) {
      if (rest === undefined || rest.length === 0) throw noCommand(args)
      const { runSweep } = await import('../sweep-run.js')
      return await runSweep(context, request, flags)
    }
    if (mayBePipeline(request)) {
      const { runPipeline } = await import('../pipeline-run.js')
      const answer = await runPipeline(context, workspace, { request, dryRun: flags['dry-run'] })
      if (answer !== undefined) return answer
    }
    if (rest === undefined || rest.length === 0) throw noCommand(args)
    const outlets = outletsFor(context)
    if (context.environment['RUN_DIR'] && !flags['dry-run']) {
      return { exitStatus: await attachRun(workspace, { command: rest, cwd: context.cwd }, outlets) }
    }
    const plan = await planRun(workspace, request)
    if (flags['dry-run']) return await renderPlan(context, workspace, plan)
    const { run, exitStatus } = await launchRun(workspace, plan, outlets)
    context.notice(renderEnding(run, exitStatus, context))
    return context.json ? { data: showRun(workspace, run.dir), exitStatus } : { exitStatus }
  },
})

/** Without a phase, the profile or the file says whether it is a pipeline. */
function mayBePipeline({ phase, profile, configFile }: NewRunRequest): boolean {
  return phase === undefined ? profile !== undefined || configFile !== undefined : phase === 'pipeline'
}

function noCommand(args: readonly string[]): RundirError {
  const looksLikeCommand = args.length > 0 && args.every((word) => !word.includes('='))
  const words = looksLikeCommand ? args.join(' ') : 'python train.py'
  return new RundirError('ARGUMENT_MISSING', 'run needs a command after --', { hint: `rundir run -- ${words}` })
}
