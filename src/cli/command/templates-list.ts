import { templateRows } from '../../workspace/specialist/templates.js'
import { defineCommand } from '../command.js'
import { renderTable } from '../render/table.js'

const COLUMNS = [
  { title: 'NAME' },
  { title: 'VERSION' },
  { title: 'ENRICHED', align: 'right' },
  { title: 'PATH', expendable: 1, atLeast: 20 },
] as const

export const command = defineCommand({
  summary: 'List the templates of specialists',
  examples: ['rundir templates list', 'rundir templates list --json | jq -r .[].name'],
  flags: {},
  args: [],
  async run(context) {
    const rows = templateRows(await context.workspace())
    if (rows.length === 0) context.notice('no templates here; one is templates/NAME-template.json5')
    for (const { problem } of rows) if (problem !== null) context.notice(problem)
    const cells = rows.map(({ name, version, number, path }) => [
      { text: name, paint: 'cyan' as const },
      { text: version ?? '' },
      { text: number === null ? '' : String(number) },
      { text: path, paint: 'dim' as const },
    ])
    return { data: rows, text: rows.length === 0 ? '' : renderTable(COLUMNS, cells, context.columns, context.style) }
  },
})
