import type { RowGroup } from '../../workspace/look/group-rows.js'
import { printMetric } from './number.js'
import type { Style } from './style.js'
import { type Cell, type Column, renderTable } from './table.js'

/** Titles and cells of groups for CSV and Markdown: of each metric its mean and its standard error. */
export function groupCells(groups: readonly RowGroup[], by: string, metrics: readonly string[]) {
  const titles = [by, 'runs', ...metrics.flatMap((key) => [key, `${key} standard_error`])]
  const rows = groups.map(({ value, runs, metrics: scores }) => [
    value,
    runs,
    ...metrics.flatMap((key) => [scores[key]?.mean ?? null, scores[key]?.standard_error ?? null]),
  ])
  return { titles, rows }
}

/** The table of `ls --group-by`: how many runs each group has, and of each metric mean ± standard error. */
export function renderGroups(
  groups: readonly RowGroup[],
  { by, metrics }: { readonly by: string; readonly metrics: readonly string[] },
  columns: number,
  style: Style,
): string {
  const spec: Column[] = [
    { title: by, atLeast: 12 },
    { title: 'RUNS', align: 'right' },
    ...metrics.map((key, at): Column => ({ title: key, align: 'right', expendable: 1 + at })),
  ]
  const rows = groups.map(({ value, runs, metrics: scores }): Cell[] => [
    value === null ? { text: 'none', paint: 'dim' } : { text: String(value) },
    { text: String(runs) },
    ...metrics.map((key) => ({ text: printScore(scores[key]) })),
  ])
  return renderTable(spec, rows, columns, style)
}

function printScore(score: RowGroup['metrics'][string] | undefined): string {
  if (score === undefined) return ''
  const { mean, standard_error: error } = score
  return error === null ? printMetric(mean) : `${printMetric(mean)} ± ${printMetric(error)}`
}
