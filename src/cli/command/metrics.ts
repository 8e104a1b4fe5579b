import { type RunSeries, runMetrics, type SeriesMap } from '../../workspace/look/metrics.js'
import { defineCommand } from '../command.js'
import type { Context } from '../context.js'
import { renderChart } from '../render/chart.js'
import { renderCsv } from '../render/delimited.js'
import { renderScalars } from '../render/scalars.js'
import { printable } from '../render/style.js'
import { requireWholeNumber } from '../values.js'

const CHART_ROWS = 12
const NARROW = 72
const CHARTS_AT_ONCE = 2

export const command = defineCommand({
  summary: 'Table and charts of the metrics of a run, or their columns',
  examples: [
    'rundir metrics latest',
    'rundir metrics latest loss --points 200 --csv',
    'rundir metrics latest loss --json',
  ],
  flags: {
    points: { type: 'number', help: 'at most N points of each metric (4 or more), extremes kept' },
    from: { type: 'number', value: 'STEP', help: 'first step' },
    to: { type: 'number', value: 'STEP', help: 'last step' },
    csv: { type: 'boolean', help: 'one line a point: key, step, timestamp, value' },
  },
  args: [
    { name: 'RUN', help: 'name, part of one, id, path, or latest', completes: 'run' },
    { name: 'KEY', help: 'metrics (default: all)', optional: true, repeated: true },
  ],
  async run(context, { flags, args }) {
    const [run = '', ...keys] = args
    const workspace = await context.workspace()
    const found = runMetrics(workspace, {
      run,
      cwd: context.cwd,
      keys,
      points: requireWholeNumber('--points', flags.points),
      from: requireWholeNumber('--from', flags.from),
      to: requireWholeNumber('--to', flags.to),
    })
    return { data: found.series, text: flags.csv ? csv(found.series) : page(context, found, keys.length > 0) }
  },
})

function csv(series: SeriesMap): string {
  const rows = Object.entries(series).flatMap(([key, { step, timestamp, value }]) =>
    step.map((at, index) => [key, at, timestamp[index] ?? null, value[index] ?? null]),
  )
  return renderCsv(['key', 'step', 'timestamp', 'value'], rows)
}

/** The table of scalars, then charts: of the metrics asked for, else of the first. */
function page(context: Context, { series, scalars }: RunSeries, asked: boolean): string {
  const keys = Object.keys(series).filter((key) => asked || !key.startsWith('system/'))
  const shown = asked ? keys : keys.slice(0, CHARTS_AT_ONCE)
  if (shown.length < keys.length)
    context.notice(`charts of more metrics: add ${printable(keys.slice(shown.length).join(' '))}`)
  if (Object.keys(series).length === 0) {
    context.notice('this run has no metrics yet')
    return ''
  }
  const columns = Math.min(Number.isFinite(context.columns) ? context.columns : NARROW, 120)
  const charts = shown.map((key) => {
    const { step, value } = series[key] ?? { step: [], value: [] }
    return renderChart(key, { step, value: value.map(Number) }, columns, CHART_ROWS, context.style)
  })
  return [renderScalars(scalars, context.columns, context.style), ...charts].join('\n\n')
}
