import type { ComparedBatches, startBatch } from '../../workspace/evaluation/batch.js'
import { printInterval, printMetric } from './number.js'
import { STATISTIC_COLUMNS } from './statistic-columns.js'
import { printable, type Style } from './style.js'
import { type Cell, renderTable } from './table.js'

type Summary = ReturnType<typeof startBatch>

/** A batch: how many runs ended how, and their metrics, then group by group where there are several. */
export function renderBatch(batch: Summary, columns: number, style: Style): string {
  const scores = [...Object.entries(batch.scores).map(([key, score]) => ({ key, score }))]
  const groups = Object.entries(batch.groups)
  for (const [group, metrics] of groups.length > 1 ? groups : []) {
    for (const [key, score] of Object.entries(metrics)) scores.push({ key: `${group}  ${key}`, score })
  }
  const rows = scores.map(({ key, score }): Cell[] => [
    { text: key, paint: 'cyan' },
    { text: printMetric(score.mean) },
    { text: score.standard_error === null ? '' : printMetric(score.standard_error) },
    { text: printInterval(score.interval) },
    { text: String(score.count) },
  ])
  const sums = Object.entries(batch.sums).map(([key, sum]) => `${key} ${printMetric(sum)}`)
  const lines = [headOf(batch, style)]
  if (sums.length > 0) lines.push(printable(sums.join('  ')))
  if (rows.length > 0) lines.push('', renderTable(STATISTIC_COLUMNS, rows, columns, style))
  return lines.join('\n')
}

const COMPARED_COLUMNS = [
  { title: 'metric', atLeast: 12 },
  { title: 'a', align: 'right' },
  { title: 'b', align: 'right' },
  { title: 'b - a', align: 'right' },
  { title: '95 % interval', align: 'right' },
  { title: '' },
] as const

/** Two batches, metric by metric, and whether the difference is more than noise. */
export function renderComparedBatches({ a, b, metrics }: ComparedBatches, columns: number, style: Style): string {
  const rows = Object.entries(metrics).map(([key, metric]): Cell[] => [
    { text: key, paint: 'cyan' },
    { text: printMetric(metric.mean_a) },
    { text: printMetric(metric.mean_b) },
    { text: printMetric(metric.difference) },
    { text: printInterval(metric.interval) },
    metric.within_noise ? { text: 'within noise', paint: 'dim' } : { text: 'differs', paint: 'bold' },
  ])
  const head = `a ${headOf(a, style)}\nb ${headOf(b, style)}`
  return rows.length === 0
    ? `${head}\n\nno metric in both`
    : `${head}\n\n${renderTable(COMPARED_COLUMNS, rows, columns, style)}`
}

function headOf({ batch_id, name, total, successful, failed, open, closed_at }: Summary, style: Style): string {
  const counts = [`${total} ${total === 1 ? 'run' : 'runs'}`, `${successful} successful`, `${failed} failed`]
  if (open > 0) counts.push(`${open} open`)
  if (closed_at !== null) counts.push('closed')
  return `${style.bold(batch_id)}${name === null ? '' : ` ${printable(name)}`}  ${counts.join(', ')}`
}
