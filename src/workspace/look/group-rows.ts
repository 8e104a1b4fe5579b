import type { ScoreSummary } from '../../evaluation/batch-summary.js'
import { foldRepeats } from '../../evaluation/group.js'
import { parseNumber } from '../../value/json.js'
import { checkField, fieldOf, type Row } from './row.js'

/** Runs that share the value of a field; keys as `ls --group-by --json` prints them. */
export interface RowGroup {
  /** The value that they share; null of those that have none. */
  readonly value: string | number | null
  readonly runs: number
  /** Finite last values of each metric, over the runs that have it. */
  readonly metrics: Readonly<Record<string, ScoreSummary>>
}

/**
 * Folds rows into groups by a field (a column, `tag.NAME` or a metric), in the order in which their first rows come.
 * Throws VALUE_INVALID, with the nearest names, for a field that no row has.
 */
export function groupRows(rows: readonly Row[], by: string): RowGroup[] {
  checkField(by, rows)
  const groups = new Map<RowGroup['value'], Row[]>()
  for (const row of rows) {
    const value = fieldOf(row, by)
    const members = groups.get(value)
    if (members === undefined) groups.set(value, [row])
    else members.push(row)
  }
  return [...groups].map(([value, members]) => ({ value, runs: members.length, metrics: foldMetrics(members) }))
}

function foldMetrics(rows: readonly Row[]): Record<string, ScoreSummary> {
  const values = new Map<string, number[]>()
  for (const [key, printed] of rows.flatMap((row) => Object.entries(row.metrics))) {
    const value = parseNumber(printed)
    if (value === undefined || !Number.isFinite(value)) continue
    const known = values.get(key)
    if (known === undefined) values.set(key, [value])
    else known.push(value)
  }
  return Object.fromEntries(
    [...values].map(([key, list]) => {
      const { count, mean, standardError, interval } = foldRepeats(list)
      return [key, { count, mean, standard_error: standardError, interval }]
    }),
  )
}
