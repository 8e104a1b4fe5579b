import { parseNumber } from '../../value/json.js'
import type { SweepResult, SweptPoint } from '../../workspace/orchestration/sweep-conduct.js'
import type { SweepOrder } from '../../workspace/orchestration/sweep-state.js'
import type { Context } from '../context.js'
import { printMetric } from './number.js'
import { statusPaint } from './status.js'
import { printable, type Style } from './style.js'
import { type Cell, type Column, renderTable } from './table.js'

const SHOWN_METRICS = 4
/** Of a terminal that does not tell its width, and says 0. */
const LINE_WIDTH = 80

const MARKS: Readonly<Record<SweptPoint['status'], string>> = {
  waiting: '·',
  running: '>',
  completed: '+',
  failed: 'x',
  cancelled: '!',
  skipped: '-',
}

/**
 * One line for a terminal: a mark for each point (`++x>>···`), and how many there are of each. Where not all marks fit, those around
 * the first point that has not ended.
 */
export function renderSweepProgress(points: readonly SweptPoint[], columns: number): string {
  const counts = Object.keys(MARKS).flatMap((status) => {
    const count = points.filter((point) => point.status === status).length
    return count === 0 ? [] : [`${count} ${status}`]
  })
  const marks = points.map(({ status }) => MARKS[status]).join('')
  const text = counts.join(', ')
  const width = (columns === 0 ? LINE_WIDTH : columns) - 1
  const room = width - text.length - 2
  if (room < LEAST_MARKS && room < marks.length) return text.slice(0, width)
  return `${cutMarks(marks, room)}  ${text}`
}

const LEAST_MARKS = 8

function cutMarks(marks: string, room: number): string {
  if (marks.length <= room) return marks
  const open = marks.search(/[>·]/)
  const wanted = (open < 0 ? marks.length : open) - Math.floor(room / 2)
  const from = Math.max(0, Math.min(wanted, marks.length - room))
  const cut = marks.slice(from, from + room)
  const head = from > 0 ? `…${cut.slice(1)}` : cut
  return from + room < marks.length ? `${head.slice(0, -1)}…` : head
}

/** One line when a point has come to its end. */
export function renderPoint({ point, overrides, status, run }: SweptPoint, total: number, style: Style): string {
  const state = style[paintOf(status)](status)
  return `point ${point}/${total} ${printable(overrides.join(' '))}  ${state}  ${style.dim(printable(run ?? ''))}`.trimEnd()
}

/** The table after a sweep: what was varied, how it ended, and metrics; ordered by the metric asked for, else as the points come. */
export function renderSweep({ points, order }: SweepResult, { columns, style }: Context): string {
  const keys = [...new Set(points.flatMap(({ overrides }) => overrides.map(keyOf)))]
  const metrics = shownMetrics(points, order.sort)
  const spec: Column[] = [
    { title: 'POINT', align: 'right' },
    ...keys.map((title): Column => ({ title, atLeast: 6 })),
    { title: 'STATUS' },
    ...metrics.map((title, at): Column => ({ title, align: 'right', expendable: at === 0 ? 0 : 2 + at })),
    { title: 'RUN', atLeast: 12, expendable: 1 },
  ]
  const rows = orderPoints(points, order).map(({ point, overrides, status, run, metrics: values }): Cell[] => [
    { text: String(point) },
    ...keys.map((key) => ({ text: overrides.find((text) => keyOf(text) === key)?.slice(key.length + 1) ?? '' })),
    { text: status, paint: paintOf(status) },
    ...metrics.map((key) => ({ text: Object.hasOwn(values, key) ? printMetric(values[key] ?? '') : '' })),
    { text: run === null ? '' : run.slice(run.lastIndexOf('/') + 1) },
  ])
  return renderTable(spec, rows, columns, style)
}

/** Points in the order of a metric; those without it, or with NaN, come last. */
export function orderPoints(points: readonly SweptPoint[], { sort, direction }: SweepOrder): SweptPoint[] {
  if (sort === null) return [...points]
  const sign = direction === 'ascending' ? 1 : -1
  const metricOf = ({ metrics }: SweptPoint): number | undefined => {
    const value = Object.hasOwn(metrics, sort) ? parseNumber(metrics[sort]) : undefined
    return value === undefined || Number.isNaN(value) ? undefined : value
  }
  return [...points].sort((a, b) => {
    const [left, right] = [metricOf(a), metricOf(b)]
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined)
    return left === right ? a.point - b.point : sign * (left < right ? -1 : 1)
  })
}

function shownMetrics(points: readonly SweptPoint[], sort: string | null): string[] {
  const all = new Set(points.flatMap(({ metrics }) => Object.keys(metrics)))
  const names = sort === null ? [...all] : [sort, ...[...all].filter((name) => name !== sort)]
  return names.slice(0, SHOWN_METRICS)
}

/** What stands before `=`; a key may hold an escaped one. */
function keyOf(override: string): string {
  return /^(?:\\[\s\S]|[^=\\])*/.exec(override)?.[0] ?? override
}

function paintOf(status: SweptPoint['status']): keyof Style {
  return status === 'waiting' || status === 'skipped' ? 'dim' : statusPaint(status)
}
