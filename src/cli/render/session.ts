import type { ComparedSessions } from '../../workspace/evaluation/compare-sessions.js'
import type { FinishedSession } from '../../workspace/evaluation/full-split.js'
import { printInterval, printMetric } from './number.js'
import { STATISTIC_COLUMNS } from './statistic-columns.js'
import type { Style } from './style.js'
import { type Cell, renderTable } from './table.js'

/** What a session found: a line for each metric, and how many specimens failed. */
export function renderSession({ session, output }: FinishedSession, columns: number, style: Style): string {
  const rows = Object.entries(output.metrics).map(([key, { mean, standard_error, interval, count }]): Cell[] => [
    { text: key, paint: 'cyan' },
    { text: printMetric(mean) },
    { text: standard_error === null ? '' : printMetric(standard_error) },
    { text: printInterval(interval) },
    { text: String(count) },
  ])
  const failed = output.failed.length === 0 ? '' : style.red(`, ${output.failed.length} failed`)
  const head = `${style.bold(session)}  ${output.completed} of ${output.total} specimens${failed}`
  return rows.length === 0 ? head : `${head}\n\n${renderTable(STATISTIC_COLUMNS, rows, columns, style)}`
}

const COMPARED_COLUMNS = [
  { title: 'metric', atLeast: 12 },
  { title: 'a', align: 'right' },
  { title: 'b', align: 'right' },
  { title: 'b - a', align: 'right' },
  { title: '95 % interval', align: 'right' },
  { title: 'better', align: 'right', expendable: 1 },
  { title: 'worse', align: 'right', expendable: 1 },
  { title: 'equal', align: 'right', expendable: 1 },
  { title: '' },
] as const

/** Two sessions, metric by metric, and whether the difference is more than noise. */
export function renderComparison(compared: ComparedSessions, columns: number, style: Style): string {
  const rows = Object.entries(compared.metrics).map(([key, metric]): Cell[] => [
    { text: key, paint: 'cyan' },
    { text: printMetric(metric.mean_a) },
    { text: printMetric(metric.mean_b) },
    { text: printMetric(metric.difference) },
    { text: printInterval(metric.interval) },
    { text: String(metric.better) },
    { text: String(metric.worse) },
    { text: String(metric.equal) },
    metric.within_noise ? { text: 'within noise', paint: 'dim' } : { text: 'differs', paint: 'bold' },
  ])
  const counts = Object.values(compared.metrics).map(({ count }) => count)
  const head = `a ${compared.a}\nb ${compared.b}  ${Math.max(0, ...counts)} specimens in both`
  return `${head}\n\n${renderTable(COMPARED_COLUMNS, rows, columns, style)}`
}
