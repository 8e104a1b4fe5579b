import { setFlagsFromString } from 'node:v8'
import { RundirError } from '../../error/rundir-error.js'
import { listRuns, type RunPage } from '../../workspace/look/list.js'
import { checkField, fieldOf } from '../../workspace/look/row.js'
import { defineCommand } from '../command.js'
import type { Context } from '../context.js'
import { renderCsv, renderMarkdown } from '../render/delimited.js'
import { groupCells, renderGroups } from '../render/groups.js'
import { commonMetrics, renderRuns } from '../render/runs.js'
import { listWorkerFile } from '../resources.js'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 100_000

export const command = defineCommand({
  summary: 'List runs with their status and metrics, newest first',
  details: `FILTER is a part of a name, or KEY=VALUE, KEY!=VALUE, KEY~PART, KEY<N, KEY>N, KEY<=N, KEY>=N; all must hold.
KEY is a column (status, project_name, phase, profile, group, exit_code …), tag.NAME, or a metric.`,
  examples: [
    'rundir ls',
    "rundir ls status=failed 'loss<0.5'",
    'rundir ls --sort loss --limit 5',
    'rundir ls --group-by group status=completed',
    'rundir ls --json | jq .runs[0].dir',
  ],
  flags: {
    sort: {
      type: 'text',
      value: 'KEY',
      completes: 'column',
      help: 'order by a column or metric (default created_at, newest first)',
    },
    desc: { type: 'boolean', help: 'largest first' },
    limit: { type: 'number', help: `at most N runs (default ${DEFAULT_LIMIT})` },
    after: { type: 'text', value: 'CURSOR', help: 'the next page: "next" of the page before' },
    'group-by': {
      type: 'text',
      value: 'KEY',
      help: 'a line for each value of a column, tag or metric: n, mean ± error',
    },
    columns: { type: 'text', value: 'A,B', help: 'these columns instead of the usual ones' },
    csv: { type: 'boolean', help: 'comma-separated values' },
    md: { type: 'boolean', help: 'a Markdown table' },
  },
  args: [{ name: 'FILTER', help: 'which runs', optional: true, repeated: true }],
  async run(context, { flags, args }) {
    const limit = flags.limit ?? DEFAULT_LIMIT
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
      throw new RundirError('FLAG_INVALID', `--limit is ${limit}`, { hint: `a whole number from 1 to ${MAX_LIMIT}` })
    }
    // Nearly all that a long list reads is dropped at once: room for it to gather costs memory in each thread, and saves no time.
    setFlagsFromString('--semi-space-growth-factor=1')
    const workspace = await context.workspace()
    const descending = flags.desc || flags.sort === undefined
    const by = flags['group-by']
    const query = {
      filter: args,
      ordering: { sort: flags.sort ?? 'created_at', direction: descending ? 'descending' : 'ascending' },
      limit: by === undefined ? limit : MAX_LIMIT,
      after: flags.after,
    } as const
    const page = await listRuns(workspace, query, listWorkerFile())
    const format = flags.csv ? 'csv' : flags.md ? 'md' : 'table'
    if (by !== undefined) return grouped(context, page, { by, limit, format })
    const fields = flags.columns?.split(',').map((field) => field.trim())
    // A later page may hold only runs without the field.
    if (flags.after === undefined)
      for (const field of [flags.sort ?? 'created_at', ...(fields ?? [])]) checkField(field, page.runs)
    return {
      data: page,
      text: render(context, page, { fields, format, isFiltered: args.length > 0 || flags.after !== undefined }),
    }
  },
})

async function grouped(context: Context, page: RunPage, { by, limit, format }: GroupShape) {
  const { groupRows } = await import('../../workspace/look/group-rows.js')
  const groups = groupRows(page.runs, by).slice(0, limit)
  const metrics = commonMetrics(page.runs)
  if (page.next !== null) context.notice(`only the first ${MAX_LIMIT} runs are grouped`)
  const { titles, rows } = groupCells(groups, by, metrics)
  if (format !== 'table') {
    return { data: { groups }, text: format === 'csv' ? renderCsv(titles, rows) : renderMarkdown(titles, rows) }
  }
  return { data: { groups }, text: renderGroups(groups, { by, metrics }, context.columns, context.style) }
}

interface GroupShape {
  readonly by: string
  readonly limit: number
  readonly format: Shape['format']
}

interface Shape {
  readonly fields: readonly string[] | undefined
  readonly format: 'csv' | 'md' | 'table'
  readonly isFiltered: boolean
}

function render(context: Context, page: RunPage, { fields, format, isFiltered }: Shape): string {
  if (format !== 'table') {
    const titles = fields ?? ['name', 'status', 'created_at', 'duration_ms', 'dir', ...commonMetrics(page.runs)]
    const rows = page.runs.map((row) => titles.map((title) => fieldOf(row, title)))
    return format === 'csv' ? renderCsv(titles, rows) : renderMarkdown(titles, rows)
  }
  if (page.runs.length === 0) {
    context.notice(
      isFiltered ? 'no run fits; rundir ls lists them all' : 'no runs here; start one with: rundir run -- COMMAND',
    )
    return ''
  }
  if (page.next !== null) context.notice('more runs: add --limit N; with --json, "next" is the cursor for --after')
  const now = context.clock.now()
  return renderRuns({ rows: page.runs, fields, now }, context.columns, context.style)
}
