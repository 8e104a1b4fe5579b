import { runMetrics, type SeriesMap } from '../../workspace/metrics.js'
import { defineCommand } from '../command.js'
import type { Context } from '../context.js'
import { renderChart } from '../render/chart.js'
import { renderCsv } from '../render/delimited.js'
import { printable } from '../render/style.js'
import { requireWholeNumber } from '../values.js'

const CHART_ROWS = 12
const NARROW = 72
const CHARTS_AT_ONCE = 4

export const command = defineCommand({
  summary: 'Chart the metrics of a run, or print them as columns',
  examples: [
    'rundir metrics latest',
    'rundir metrics latest loss --points 200 --csv',
    'rundir metrics latest loss --json',
  ],
  flags: {
    points: { type: 'number', help: 'at most N points of each metric, extremes kept' },
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
    const series = runMetrics(workspace, {
      run,
      cwd: context.cwd,
      keys,
      points: requireWholeNumber('--points', flags.points),
      from: requireWholeNumber('--from', flags.from),
      to: requireWholeNumber('--to', flags.to),
    })
    return { data: series, text: flags.csv ? csv(series) : charts(context, series, keys.length > 0) }
  },
})

function csv(series: SeriesMap): string {
  const rows = Object.entries(series).flatMap(([key, { step, timestamp, value }]) =>
    step.map((at, index) => [key, at, timestamp[index] ?? null, value[index] ?? null]),
  )
  return renderCsv(['key', 'step', 'timestamp', 'value'], rows)
}

function charts(context: Context, series: SeriesMap, asked: boolean): string {
  const keys = Object.keys(series).filter((key) => asked || !key.startsWith('system/'))
  const shown = asked ? keys : keys.slice(0, CHARTS_AT_ONCE)
  if (shown.length < keys.length) context.notice(`more metrics: ${printable(keys.slice(shown.length).join(', '))}`)
  if (keys.length === 0) context.notice('this run has no metrics yet')
  const columns = Math.min(Number.isFinite(context.columns) ? context.columns : NARROW, 120)
  return shown
    .map((key) => {
      const { step, value } = series[key] ?? { step: [], value: [] }
      return renderChart(key, { step, value: value.map(Number) }, columns, CHART_ROWS, context.style)
    })
    .join('\n\n')
}
