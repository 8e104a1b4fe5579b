import { removeRun } from '../../workspace/upkeep/trash.js'
import { defineCommand } from '../command.js'
import { printBytes } from '../render/number.js'
import { printable } from '../render/style.js'

export const command = defineCommand({
  summary: 'Move runs to the trash',
  details:
    'The run and its logs go to .rundir/trash; rundir restore brings them back. Their names are never given again.',
  examples: ['rundir rm latest', 'rundir rm qwen2-7b-alpaca-full-run3 qwen2-7b-alpaca-full-run4'],
  flags: {},
  args: [{ name: 'RUN', help: 'name, part of one, id, path, or latest', repeated: true, completes: 'run' }],
  async run(context, { args }) {
    const workspace = await context.workspace()
    const removed = args.map((run) => removeRun(workspace, run, context.cwd))
    for (const { dir, children } of removed) {
      if (children.length > 0) context.notice(`${dir} is a parent of ${children.join(', ')}`)
    }
    const lines = removed.map((each) => `${printable(each.dir ?? '')}  ${printBytes(each.size_bytes)}  ${each.id}`)
    return { data: { moved: removed }, text: lines.join('\n') }
  },
})
