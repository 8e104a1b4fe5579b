import { listRemoved, restoreRemoved } from '../../workspace/upkeep/trash.js'
import { defineCommand } from '../command.js'
import { printBytes } from '../render/number.js'
import { printable } from '../render/style.js'
import { renderTable } from '../render/table.js'

const COLUMNS = [
  { title: 'ID' },
  { title: 'WHAT', atLeast: 20 },
  { title: 'WHY' },
  { title: 'SIZE', align: 'right' },
] as const

export const command = defineCommand({
  summary: 'Bring runs back from the trash, or list what is in it',
  examples: ['rundir restore', 'rundir restore qwen2-7b-alpaca-full-run3', 'rundir restore 2026-11-21_06-14-09'],
  flags: {},
  args: [{ name: 'WHAT', help: 'a run that was removed, or an id of the trash', optional: true, repeated: true }],
  async run(context, { args }) {
    const workspace = await context.workspace()
    if (args.length > 0) {
      const restored = args.map((text) => restoreRemoved(workspace, text))
      return { data: { restored }, text: restored.map((each) => each.paths.map(printable).join('\n')).join('\n') }
    }
    const trash = listRemoved(workspace)
    if (trash.length === 0) context.notice('the trash is empty')
    const rows = trash.map(({ id, dir, paths, reason, size_bytes }) => {
      return [id, dir ?? paths.join(' '), reason, printBytes(size_bytes)].map((text) => ({ text }))
    })
    return {
      data: { trash },
      text: rows.length === 0 ? '' : renderTable(COLUMNS, rows, context.columns, context.style),
    }
  },
})
