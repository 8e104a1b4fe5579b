import { RundirError } from '../../error/rundir-error.js'
import { mintSnapshot } from '../../workspace/specialist/mint.js'
import { defineCommand } from '../command.js'
import { OUTPUT_FLAG, TEMPLATE_ARGUMENT, VERSION_FLAG } from '../template-flags.js'

export const command = defineCommand({
  summary: 'Keep a template with the results of a batch, under the next number',
  details: `The snapshot holds the template (the latest enriched one, if there is one), what the completed runs of the batch found, by
model, and the runs that it comes from.`,
  examples: ['rundir snapshots mint nextjs-specialist --batch latest'],
  flags: { batch: { type: 'text', value: 'ID', help: 'id of the batch, or latest' }, ...VERSION_FLAG, ...OUTPUT_FLAG },
  args: [TEMPLATE_ARGUMENT],
  async run(context, { flags, args }) {
    const { batch, version, output } = flags
    if (batch === undefined) {
      throw new RundirError('ARGUMENT_MISSING', 'snapshots mint needs --batch ID', {
        hint: 'for example --batch latest',
      })
    }
    const minted = mintSnapshot(await context.workspace(), { template: args[0] ?? '', batch, version, output })
    return { data: minted, text: minted.path }
  },
})
