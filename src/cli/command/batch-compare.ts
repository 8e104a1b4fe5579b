import { compareBatches } from '../../workspace/evaluation/batch.js'
import { defineCommand } from '../command.js'
import { renderComparedBatches } from '../render/batch.js'

export const command = defineCommand({
  summary: 'Compare two batches, and say whether the difference is noise',
  details:
    'The successful runs of each are repeats; the 95 % interval of the difference B less A is by the method of Welch.',
  examples: ['rundir batch compare batch-1763705649000-k3j9x2m8p latest'],
  flags: {},
  args: [
    { name: 'A', help: 'id of a batch' },
    { name: 'B', help: 'id of the batch that it is compared with' },
  ],
  async run(context, { args }) {
    const [a = '', b = ''] = args
    const compared = compareBatches(await context.workspace(), a, b)
    return { data: compared, text: renderComparedBatches(compared, context.columns, context.style) }
  },
})
