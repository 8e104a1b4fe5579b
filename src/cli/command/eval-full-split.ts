import { resumeFullSplit, startFullSplit } from '../../workspace/evaluation/full-split.js'
import { defineCommand } from '../command.js'
import { parseCount } from '../evaluation-flags.js'
import { interruptSignal } from '../interrupt-signal.js'
import { renderSession } from '../render/session.js'
import { printable } from '../render/style.js'
import { checkResumeAlone, SESSION_FLAGS, sessionRequest } from '../session-flags.js'

const MAX_JOBS = 1_024

export const command = defineCommand({
  summary: 'Evaluate the specimens of a split: critic, then grader, then the aggregates',
  details: `CMD is split into words at white space; quotes keep words together, and no shell sees it. It runs in the directory of its
run, where input.json is, and writes output.json there; a grader's output has "metrics", an object of numbers. A script that
is named by a relative path is the one seen from here; {workspace} is the folder of the workspace.
A specimen that fails is listed and the others go on; the exit status is then 1. Ctrl-C ends the session so that --resume goes on.`,
  examples: [
    "rundir eval full-split --split valid --specimens specimens.txt --critic 'python3 critic.py' --grader 'python3 grader.py' --jobs 4",
    'rundir eval full-split --resume latest',
    "rundir eval full-split --critics-from SESSION --grader 'python3 grader.py' --grader-version 2",
  ],
  flags: SESSION_FLAGS,
  args: [],
  async run(context, { flags }) {
    if (flags.resume !== undefined) checkResumeAlone(flags)
    const workspace = await context.workspace()
    const work = { cwd: context.cwd, jobs: parseCount('--jobs', flags.jobs ?? 1, MAX_JOBS) }
    const interrupts = interruptSignal(() => context.notice('ending the programs'))
    const outlets = {
      signal: interrupts.signal,
      onProblem: context.notice,
      onOutcome: (outcome: { specimen: string; reason?: string; stage?: string }, done: number, total: number) => {
        context.progress(`${done} of ${total}`)
        if (outcome.reason !== undefined)
          context.notice(printable(`${outcome.specimen}: ${outcome.stage} failed: ${outcome.reason}`))
      },
    }
    const finished =
      flags.resume === undefined
        ? await startFullSplit(workspace, sessionRequest(context, workspace, flags), work, outlets)
        : await resumeFullSplit(workspace, flags.resume, work, outlets)
    interrupts.stop()
    context.progress('')
    const { session, dir, output } = finished
    return {
      data: { session, dir, ...output },
      text: renderSession(finished, context.columns, context.style),
      exitStatus: output.failed.length === 0 ? 0 : 1,
    }
  },
})
