import { startBatch } from '../../workspace/evaluation/batch.js'
import { defineCommand } from '../command.js'

export const command = defineCommand({
  summary: 'Make a batch, before any run refers to it',
  examples: ['batch=$(rundir batch start --name baseline)', 'rundir run --batch "$batch" -- python train.py'],
  flags: {
    name: { type: 'text', value: 'NAME', help: 'what people call it' },
    notes: { type: 'text', value: 'TEXT', help: 'notes' },
  },
  args: [],
  async run(context, { flags }) {
    const batch = startBatch(await context.workspace(), flags.name ?? null, flags.notes ?? '')
    return { data: batch, text: batch.batch_id }
  },
})
