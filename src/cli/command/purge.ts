import { purgeTrash } from '../../workspace/upkeep/trash.js'
import { defineCommand } from '../command.js'
import { printBytes } from '../render/number.js'
import { printable } from '../render/style.js'

export const command = defineCommand({
  summary: 'Delete what is in the trash for good',
  details: 'Shows what would be deleted; --yes deletes it. The names of purged runs stay taken.',
  examples: ['rundir purge', 'rundir purge --yes', 'rundir purge 2026-11-21_06-14-09 --yes'],
  flags: {},
  args: [{ name: 'ID', help: 'of the trash (default: everything in it)', optional: true, repeated: true }],
  async run(context, { args }) {
    const purged = purgeTrash(await context.workspace(), args, context.yes ? 'apply' : 'plan')
    const bytes = purged.reduce((sum, each) => sum + each.size_bytes, 0)
    if (purged.length > 0 && !context.yes) context.notice('nothing was deleted; rundir purge --yes does it')
    const lines = purged.map(
      (each) => `${each.id}  ${printable(each.dir ?? each.paths.join(' '))}  ${printBytes(each.size_bytes)}`,
    )
    return {
      data: { purged, size_bytes: bytes, done: context.yes },
      text: purged.length === 0 ? 'the trash is empty' : [...lines, printBytes(bytes)].join('\n'),
    }
  },
})
