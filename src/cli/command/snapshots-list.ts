import { snapshotRows } from '../../workspace/specialist/snapshots.js'
import { defineCommand } from '../command.js'
import { renderTable } from '../render/table.js'
import { OUTPUT_FLAG } from '../template-flags.js'

const COLUMNS = [
  { title: 'NAME' },
  { title: 'VERSION' },
  { title: 'SNAPSHOT' },
  { title: 'PATH', atLeast: 20 },
] as const

export const command = defineCommand({
  summary: 'List the snapshots of specialists',
  examples: ['rundir snapshots list', 'rundir snapshots list nextjs-specialist --json'],
  flags: OUTPUT_FLAG,
  args: [{ name: 'NAME', help: 'only those of this specialist', optional: true }],
  async run(context, { flags, args }) {
    const rows = snapshotRows(await context.workspace(), args[0], flags.output)
    if (rows.length === 0) context.notice(`no snapshots in ${flags.output ?? 'output'}/`)
    const cells = rows.map((row) => [
      { text: row.name, paint: 'cyan' as const },
      { text: row.version },
      { text: row.snapshot_id },
      { text: row.path, paint: 'dim' as const },
    ])
    return { data: rows, text: rows.length === 0 ? '' : renderTable(COLUMNS, cells, context.columns, context.style) }
  },
})
