import { addToBatch } from '../../workspace/evaluation/batch.js'
import { defineCommand } from '../command.js'
import { renderBatch } from '../render/batch.js'

export const command = defineCommand({
  summary: 'Put runs that exist into a batch',
  examples: ['rundir batch add latest qwen2-7b-alpaca-full-run1 qwen2-7b-alpaca-full-run2'],
  flags: {},
  args: [
    { name: 'BATCH', help: 'id of the batch, or latest' },
    { name: 'RUN', help: 'name, part of one, id, path, or latest', repeated: true, completes: 'run' },
  ],
  async run(context, { args }) {
    const [batch = '', ...runs] = args
    const changed = addToBatch(await context.workspace(), { batch, runs, cwd: context.cwd })
    return { data: changed, text: renderBatch(changed, context.columns, context.style) }
  },
})
