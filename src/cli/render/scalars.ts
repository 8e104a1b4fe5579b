import type { ShownScalars } from '../../workspace/look/metrics.js'
import { printMetric } from './number.js'
import type { Style } from './style.js'
import { type Column, renderTable } from './table.js'

const COLUMNS: readonly Column[] = [
  { title: 'METRIC', atLeast: 12 },
  { title: 'LAST', align: 'right' },
  { title: 'MIN', align: 'right', expendable: 1 },
  { title: 'MAX', align: 'right', expendable: 2 },
  { title: 'MEAN', align: 'right', expendable: 3 },
  { title: 'POINTS', align: 'right', expendable: 4 },
  { title: 'STEP', align: 'right' },
]

/** One line a metric: last, extremes, mean, number of points, last step. */
export function renderScalars(scalars: ShownScalars, columns: number, style: Style): string {
  const rows = Object.entries(scalars).map(([key, { last, min, max, mean, count, step }]) => {
    const figures = [last, min, max, mean].map(printMetric)
    return [key, ...figures, String(count), String(step)].map((text) => ({ text }))
  })
  return renderTable(COLUMNS, rows, columns, style)
}
