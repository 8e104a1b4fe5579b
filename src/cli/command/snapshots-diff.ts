import { diffSnapshots } from '../../workspace/specialist/diff-snapshots.js'
import { defineCommand } from '../command.js'
import { parseCount } from '../evaluation-flags.js'
import { printable } from '../render/style.js'
import { OUTPUT_FLAG, TEMPLATE_ARGUMENT, VERSION_FLAG } from '../template-flags.js'

export const command = defineCommand({
  summary: 'Tell what changed from one snapshot to another',
  examples: ['rundir snapshots diff nextjs-specialist 1 2', 'rundir snapshots diff nextjs-specialist 001 002 --json'],
  flags: { ...VERSION_FLAG, ...OUTPUT_FLAG },
  args: [
    TEMPLATE_ARGUMENT,
    { name: 'A', help: 'number of a snapshot' },
    { name: 'B', help: 'number of the snapshot that it is compared with' },
  ],
  async run(context, { flags, args }) {
    const [name = '', a = '', b = ''] = args
    const numbers = {
      before: parseCount('A', Number(a), Number.MAX_SAFE_INTEGER),
      after: parseCount('B', Number(b), Number.MAX_SAFE_INTEGER),
    }
    const { version, output } = flags
    const difference = diffSnapshots(await context.workspace(), { name, version, output }, numbers)
    const { style } = context
    const lines = difference.differences.flatMap((each) => [
      ...(each.kind === 'added' ? [] : [style.red(`- ${each.key}: ${printable(JSON.stringify(each.before))}`)]),
      ...(each.kind === 'removed' ? [] : [style.green(`+ ${each.key}: ${printable(JSON.stringify(each.after))}`)]),
    ])
    return { data: difference, text: lines.join('\n') }
  },
})
