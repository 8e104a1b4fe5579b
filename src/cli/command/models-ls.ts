import { type ModelRow, modelRows } from '../../workspace/model/models.js'
import { defineCommand } from '../command.js'
import { printAge, printBytes } from '../render/number.js'
import { type Cell, renderTable } from '../render/table.js'

const COLUMNS = [
  { title: 'MODEL', atLeast: 16 },
  { title: 'VERSION', atLeast: 16 },
  { title: 'ALIASES', expendable: 1 },
  { title: 'FORMAT' },
  { title: 'SIZE', align: 'right', expendable: 3 },
  { title: 'PROMOTED', expendable: 2 },
  { title: 'FROM', atLeast: 12, expendable: 5 },
] as const

export const command = defineCommand({
  summary: 'List the models, the newest version of each first',
  examples: ['rundir models ls', 'rundir models ls perception/segmentation', 'rundir models ls --json | jq .[0].path'],
  flags: {},
  args: [{ name: 'NAME', help: 'only this model, or those of this skill', optional: true, completes: 'model' }],
  async run(context, { args }) {
    const rows = modelRows(await context.workspace(), args[0])
    if (rows.length === 0)
      context.notice(`no models${args[0] === undefined ? '' : ` ${args[0]}`}; rundir promote RUN --as MODEL makes one`)
    const cells = rows.map((row) => cellsOf(row, context.clock.now()))
    return { data: rows, text: rows.length === 0 ? '' : renderTable(COLUMNS, cells, context.columns, context.style) }
  },
})

function cellsOf(row: ModelRow, now: number): Cell[] {
  return [
    { text: row.model, paint: 'cyan' },
    { text: [row.kind, row.variant, row.version].filter((part) => part !== null).join('/') },
    { text: row.aliases.join(' '), paint: 'bold' },
    ...(row.damage === null
      ? [{ text: row.format ?? '' }, { text: printBytes(row.size_bytes ?? 0) }]
      : [{ text: 'damaged', paint: 'red' as const }, { text: '' }]),
    { text: row.promoted_at === null ? '' : printAge(row.promoted_at, now), paint: 'dim' },
    row.damage === null ? { text: row.source_run ?? '' } : { text: row.damage, paint: 'red' },
  ]
}
