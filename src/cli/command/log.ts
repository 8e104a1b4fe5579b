import { RundirError } from '../../error/rundir-error.js'
import { logPoint } from '../../workspace/launch/log.js'
import { defineCommand } from '../command.js'
import { requireWholeNumber } from '../values.js'

export const command = defineCommand({
  summary: 'Add one point to the live log of a run',
  details:
    'NaN, Infinity and -Infinity are numbers. One call is one line and one write; In a launched program RUN can be left out.',
  examples: ['rundir log latest loss=0.31 acc=0.9 --step 10', 'rundir log qwen2-7b-alpaca-full-run1 eval/loss=NaN'],
  flags: { step: { type: 'number', value: 'N', help: 'step, a whole number (default: one more than the last)' } },
  args: [
    { name: 'RUN', help: 'name, part of one, id, path, or latest; RUN_DIR when left out', completes: 'run' },
    { name: 'KEY=NUMBER', help: 'metrics of this step', optional: true, repeated: true },
  ],
  async run(context, { flags, args }) {
    const launched = args[0]?.includes('=') ? context.environment['RUN_DIR'] : undefined
    const [run = '', ...words] = launched === undefined ? args : [launched, ...args]
    if (words.length === 0)
      throw new RundirError('ARGUMENT_MISSING', 'log needs KEY=NUMBER', { hint: 'rundir log latest loss=0.31' })
    const workspace = await context.workspace()
    const step = requireWholeNumber('--step', flags.step)
    const accepted = logPoint(workspace, { run, cwd: context.cwd, words, step })
    return { data: { accepted } }
  },
})
