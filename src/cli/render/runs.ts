import type { Row } from '../../workspace/look/row.js'
import { fieldOf } from '../../workspace/look/row.js'
import { printAge, printDuration, printMetric } from './number.js'
import { statusPaint } from './status.js'
import { printable, type Style } from './style.js'
import { type Cell, type Column, renderTable } from './table.js'

const SHOWN_METRICS = 4
/** What a run is usually judged by comes before learning rates and throughput. */
const JUDGED_BY =
  /(?:^|[_/.-])(?:loss|acc|accuracy|score|error|reward|f1|auc|bleu|rouge|ppl|perplexity|iou|map|mae|mse|rmse|bpb)(?:$|[_/.@-])/i

export interface RunTable {
  readonly rows: readonly Row[]
  /** Named fields instead of the usual ones; undefined for those. */
  readonly fields: readonly string[] | undefined
  readonly now: number
}

/** The table of `ls`: name, status, when, how long, and the metrics that most of the runs have. */
export function renderRuns({ rows, fields, now }: RunTable, columns: number, style: Style): string {
  if (fields !== undefined) return renderFields(rows, fields, columns, style)
  const metrics = commonMetrics(rows)
  const spec: Column[] = [
    { title: 'RUN', atLeast: 24, cutsMiddle: true },
    { title: 'STATUS' },
    { title: 'CREATED', expendable: 2 },
    { title: 'TOOK', align: 'right', expendable: 3 },
    ...metrics.map((key, at): Column => ({ title: key, align: 'right', expendable: 4 + at })),
  ]
  const table = renderTable(
    spec,
    rows.map((row): Cell[] => [
      { text: shownName(row) },
      { text: row.status, paint: statusPaint(row.status) },
      { text: row.created_at === '' ? '' : printAge(row.created_at, now), paint: 'dim' },
      { text: row.duration_ms === null ? '' : printDuration(row.duration_ms) },
      ...metrics.map((key) => ({ text: key in row.metrics ? printMetric(row.metrics[key] ?? '') : '' })),
    ]),
    columns,
    style,
  )
  const reasons = rows.flatMap((row) =>
    row.damage === null ? [] : style.red(printable(`damaged: ${row.dir}: ${row.damage}`)),
  )
  return [table, ...reasons].join('\n')
}

/** The name where it says something; for runs below `runs/`, which are told apart by their folders, the path there. */
function shownName({ dir, name }: Row): string {
  return dir.startsWith('runs/') ? dir.slice('runs/'.length) : name
}

function renderFields(rows: readonly Row[], fields: readonly string[], columns: number, style: Style): string {
  const spec = fields.map((title): Column => ({ title, atLeast: 8 }))
  return renderTable(
    spec,
    rows.map((row) => fields.map((field) => ({ text: String(fieldOf(row, field) ?? '') }))),
    columns,
    style,
  )
}

/** Metrics to show: those that runs are judged by, then the most common; never those of the machine. */
export function commonMetrics(rows: readonly Row[]): string[] {
  const counts = new Map<string, number>()
  for (const row of rows) for (const key of Object.keys(row.metrics)) counts.set(key, (counts.get(key) ?? 0) + 1)
  const keys = [...counts.keys()].filter((key) => !key.startsWith('system/'))
  const rank = (key: string): number => (counts.get(key) ?? 0) + (JUDGED_BY.test(key) ? rows.length : 0)
  keys.sort((a, b) => rank(b) - rank(a))
  return keys.slice(0, SHOWN_METRICS)
}
