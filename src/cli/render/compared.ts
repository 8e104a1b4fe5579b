import type { ComparedRuns } from '../../workspace/look/compare.js'
import { printMetric } from './number.js'
import { commonMetrics } from './runs.js'
import { statusPaint } from './status.js'
import type { Style } from './style.js'
import { type Cell, type Column, renderTable } from './table.js'

/** A row for each run: status, the settings that differ, the metrics that matter. */
export function renderCompared(
  { runs, settings, equal_settings }: ComparedRuns,
  columns: number,
  style: Style,
): string {
  const metrics = commonMetrics(runs)
  const spec: Column[] = [
    { title: 'RUN', atLeast: 16 },
    { title: 'STATUS', expendable: 1 },
    ...settings.map((title, at): Column => ({ title, atLeast: 8, expendable: 10 + at })),
    ...metrics.map((title, at): Column => ({ title, align: 'right', expendable: 2 + at })),
  ]
  const rows = runs.map((run): Cell[] => [
    { text: run.name },
    { text: run.status, paint: statusPaint(run.status) },
    ...settings.map((key) => ({ text: textOf(run.settings[key]) })),
    ...metrics.map((key) => ({ text: key in run.metrics ? printMetric(run.metrics[key] ?? '') : '' })),
  ])
  const shared = equal_settings === 0 ? '' : `\n${style.dim(`${equal_settings} settings are the same in all`)}`
  return `${renderTable(spec, rows, columns, style)}${shared}`
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
