import { isBatchId } from '../../run/id.js'
import { showRun } from '../../workspace/look/show.js'
import { resumeAny } from '../../workspace/orchestration/resume-any.js'
import { defineCommand } from '../command.js'
import { outletsFor } from '../launch-outlets.js'
import { renderEnding } from '../render/ending.js'

export const command = defineCommand({
  summary: 'Start a new attempt of a run that failed, was cancelled or lost',
  details: `The command runs again in the same directory, with RUNDIR_RESUME_FROM naming the last checkpoint
(artifacts/checkpoints/last.*, else best.*). Where it starts again from an earlier step, both histories are kept.
A pipeline goes on at its first step that is not completed, a sweep (by the id of its batch) with its points that are not.`,
  examples: [
    'rundir resume latest',
    'rundir resume gpt-docs-full-run3 -- python train.py --more-memory',
    'rundir resume batch-1704067200000-k3j9x2m8p --jobs 4',
  ],
  flags: { jobs: { type: 'number', short: 'j', value: 'N', help: 'runs of a sweep at a time, instead of as before' } },
  args: [{ name: 'RUN', help: 'name, part of one, id, path, or latest; or the id of a batch', completes: 'run' }],
  rest: '[COMMAND…]',
  async run(context, { flags, args, rest }) {
    const workspace = await context.workspace()
    const command = rest === undefined || rest.length === 0 ? undefined : rest
    if (isBatchId(args[0] ?? '')) {
      const { goOnWithSweep } = await import('../sweep-run.js')
      return await goOnWithSweep(context, args[0] ?? '', { command, jobs: flags.jobs })
    }
    const request = { run: args[0] ?? '', cwd: context.cwd, command }
    const { run, exitStatus } = await resumeAny(workspace, request, outletsFor(context))
    context.notice(renderEnding(run, exitStatus, context))
    return context.json ? { data: showRun(workspace, run.dir), exitStatus } : { exitStatus }
  },
})
