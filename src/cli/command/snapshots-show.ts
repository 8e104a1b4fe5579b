import { readSnapshot } from '../../workspace/specialist/snapshots.js'
import { defineCommand } from '../command.js'
import { OUTPUT_FLAG, TEMPLATE_ARGUMENT, VERSION_FLAG } from '../template-flags.js'

export const command = defineCommand({
  summary: 'Print a snapshot: the newest, or the one of a number',
  examples: ['rundir snapshots show nextjs-specialist', 'rundir snapshots show nextjs-specialist --number 3 --json'],
  flags: { ...VERSION_FLAG, ...OUTPUT_FLAG, number: { type: 'number', help: 'that snapshot instead of the newest' } },
  args: [TEMPLATE_ARGUMENT],
  async run(context, { flags, args }) {
    const { version, number, output } = flags
    const query = { name: args[0] ?? '', version, number, output }
    const { row, text, content } = readSnapshot(await context.workspace(), query)
    context.notice(context.style.dim(row.path))
    return { data: { ...row, snapshot: content }, text: text.trimEnd() }
  },
})
