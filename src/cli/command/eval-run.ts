import { resolve } from 'node:path'
import { RundirError } from '../../error/rundir-error.js'
import { anchorWords, splitWords } from '../../workspace/evaluation/command-words.js'
import { EVALUATION_TYPES, type EvaluationType, evaluateRun } from '../../workspace/evaluation/evaluate-run.js'
import { showRun } from '../../workspace/look/show.js'
import { defineCommand } from '../command.js'
import { parseTimeLimit, TIME_LIMIT_FLAG } from '../evaluation-flags.js'
import { interruptSignal } from '../interrupt-signal.js'
import { printable } from '../render/style.js'

export const command = defineCommand({
  summary: 'Do one typed run: a critic, a grader or a cluster',
  details: `COMMAND runs in the directory of the run, where input.json is, and writes output.json there. A script that is named by
a relative path is the one seen from here; {workspace} is the folder of the workspace.
A cluster run without --input gathers what graders did not know; without COMMAND it puts equal texts together.`,
  examples: [
    'rundir eval run critic --input input.json -- python3 critic.py',
    "rundir eval run grader --input input.json --grader 'python3 grader.py'",
    'rundir eval run cluster',
  ],
  flags: {
    input: { type: 'text', value: 'FILE', help: 'the input, JSON', completes: 'file' },
    critic: { type: 'text', value: 'CMD', help: 'COMMAND of a critic, in one text' },
    grader: { type: 'text', value: 'CMD', help: 'COMMAND of a grader, in one text' },
    ...TIME_LIMIT_FLAG,
    batch: { type: 'text', value: 'ID', help: 'the batch that the run belongs to' },
    group: { type: 'text', value: 'NAME', help: 'marks repeats of one thing' },
  },
  args: [{ name: 'TYPE', help: EVALUATION_TYPES.join(', ') }],
  rest: 'COMMAND…',
  async run(context, { flags, args, rest }) {
    const type = parseType(args[0] ?? '')
    const text = type === 'cluster' ? undefined : flags[type]
    const words = rest ?? (text === undefined ? [] : splitWords(text, `--${type}`))
    if (type !== 'cluster' && words.length === 0) {
      const hint = `rundir eval run ${type} --input input.json -- python3 ${type}.py`
      throw new RundirError('ARGUMENT_MISSING', `eval run ${type} needs a command after --`, { hint })
    }
    if (type !== 'cluster' && flags.input === undefined)
      throw new RundirError('ARGUMENT_MISSING', `eval run ${type} needs --input FILE`)
    const workspace = await context.workspace()
    const interrupts = interruptSignal(() => context.notice('ending the program'))
    const { cwd } = context
    const done = await evaluateRun(workspace, {
      type,
      inputFile: flags.input === undefined ? undefined : resolve(cwd, flags.input),
      words: anchorWords(words, cwd, workspace.root),
      timeLimitMs: parseTimeLimit(flags),
      cwd,
      batch: flags.batch,
      group: flags.group,
      signal: interrupts.signal,
      onProblem: context.notice,
    })
    interrupts.stop()
    const data = { reference: done.reference, output: done.output, ...showRun(workspace, done.dir) }
    return { data, text: printable(done.dir) }
  },
})

function parseType(text: string): EvaluationType {
  const type = EVALUATION_TYPES.find((each) => each === text)
  if (type !== undefined) return type
  throw new RundirError('VALUE_INVALID', `there is no run type ${JSON.stringify(text)}`, {
    hint: `one of ${EVALUATION_TYPES.join(', ')}; sessions: rundir eval full-split`,
  })
}
