import { showBatch } from '../../workspace/evaluation/batch.js'
import { defineCommand } from '../command.js'
import { renderBatch } from '../render/batch.js'

export const command = defineCommand({
  summary: 'Show a batch: how its runs ended, and their metrics',
  details: `Metrics are those of the successful runs, with standard error and 95 % interval; runs with a group are folded by it as well.
Metrics named cost, cost_…, tokens or tokens_… are summed over all runs.`,
  examples: ['rundir batch show latest', 'rundir batch show latest --json | jq .success_rate'],
  flags: {},
  args: [{ name: 'BATCH', help: 'id of the batch, or latest' }],
  async run(context, { args }) {
    const batch = showBatch(await context.workspace(), args[0] ?? '')
    return { data: batch, text: renderBatch(batch, context.columns, context.style) }
  },
})
