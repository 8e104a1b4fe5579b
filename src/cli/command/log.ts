import { logPoint } from '../../workspace/log.js'
import { defineCommand } from '../command.js'
import { requireWholeNumber } from '../values.js'

export const command = defineCommand({
  summary: 'Add one point to the live log of a run',
  details:
    'NaN, Infinity and -Infinity are numbers. One call is one line and one write; RUN_DIR stands for RUN in a launched program.',
  examples: ['rundir log latest loss=0.31 acc=0.9 --step 10', 'rundir log qwen2-7b-alpaca-full-run1 eval/loss=NaN'],
  flags: { step: { type: 'number', value: 'N', help: 'step, a whole number (default: one more than the last)' } },
  args: [
    { name: 'RUN', help: 'name, part of one, id, path, or latest', completes: 'run' },
    { name: 'KEY=NUMBER', help: 'metrics of this step', repeated: true },
  ],
  async run(context, { flags, args }) {
    const [run = '', ...words] = args
    const workspace = await context.workspace()
    const step = requireWholeNumber('--step', flags.step)
    const accepted = logPoint(workspace, { run, cwd: context.cwd, words, step })
    return { data: { accepted } }
  },
})
