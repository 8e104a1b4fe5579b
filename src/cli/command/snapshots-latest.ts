import { findSnapshot } from '../../workspace/specialist/snapshots.js'
import { defineCommand } from '../command.js'
import { OUTPUT_FLAG, TEMPLATE_ARGUMENT, VERSION_FLAG } from '../template-flags.js'

export const command = defineCommand({
  summary: 'Print the path of the newest snapshot',
  examples: ['rundir snapshots latest nextjs-specialist', 'rundir snapshots latest nextjs-specialist --version 0.0.2'],
  flags: { ...VERSION_FLAG, ...OUTPUT_FLAG },
  args: [TEMPLATE_ARGUMENT],
  async run(context, { flags, args }) {
    const query = { name: args[0] ?? '', version: flags.version, number: undefined, output: flags.output }
    const row = findSnapshot(await context.workspace(), query)
    return { data: row, text: row.path }
  },
})
