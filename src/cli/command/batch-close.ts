import { closeBatch } from '../../workspace/evaluation/batch.js'
import { defineCommand } from '../command.js'
import { renderBatch } from '../render/batch.js'

export const command = defineCommand({
  summary: 'Close a batch: no run is added any more',
  examples: ['rundir batch close latest'],
  flags: {},
  args: [{ name: 'BATCH', help: 'id of the batch, or latest' }],
  async run(context, { args }) {
    const batch = closeBatch(await context.workspace(), args[0] ?? '')
    return { data: batch, text: renderBatch(batch, context.columns, context.style) }
  },
})
