import { printMetric } from './number.js'
import { printable, type Style } from './style.js'

export interface ChartSeries {
  readonly step: readonly number[]
  readonly value: readonly number[]
}

const DOTS_WIDE = 2
const DOTS_HIGH = 4
/** Bit of each dot of a braille cell, by column and row. */
const DOT_BITS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const
const BLANK = 0x2800

interface Range {
  readonly low: number
  readonly high: number
}

/**
 * A line chart of one series in braille dots, at most `columns` wide and `rows` high, with the range of values at the left
 * and of steps below. Points that are not finite leave a gap.
 */
export function renderChart(title: string, series: ChartSeries, columns: number, rows: number, style: Style): string {
  const heading = style.bold(printable(title))
  const values = rangeOf(series.value)
  const steps = rangeOf(series.step)
  if (values === undefined || steps === undefined) return `${heading}  no finite values`
  const labels = [printMetric(values.high), printMetric(values.low)]
  const margin = Math.max(...labels.map((label) => label.length))
  const width = Math.max(8, columns - margin - 3)
  const cells = draw(series, steps, values, width, rows)
  const lines = cells.map((cell, row) => {
    const label = row === 0 ? labels[0] : row === rows - 1 ? labels[1] : ''
    return `${style.dim(`${(label ?? '').padStart(margin)} │`)}${style.cyan(cell)}`
  })
  const from = printMetric(steps.low)
  const to = printMetric(steps.high)
  const axis = `${' '.repeat(margin)} └${from}${'─'.repeat(Math.max(1, width - from.length - to.length))}${to}`
  return [heading, ...lines, style.dim(axis)].join('\n')
}

function draw(series: ChartSeries, steps: Range, values: Range, width: number, rows: number): string[] {
  const grid = Array.from({ length: rows }, () => new Uint8Array(width))
  const wide = width * DOTS_WIDE - 1
  const high = rows * DOTS_HIGH - 1
  const set = (x: number, y: number): void => {
    const row = grid[Math.floor(y / DOTS_HIGH)]
    const cell = Math.floor(x / DOTS_WIDE)
    if (row !== undefined) row[cell] = (row[cell] ?? 0) | (DOT_BITS[x % DOTS_WIDE]?.[y % DOTS_HIGH] ?? 0)
  }
  let last: { x: number; y: number } | undefined
  for (let at = 0; at < series.value.length; at++) {
    const value = series.value[at] ?? Number.NaN
    if (!Number.isFinite(value)) {
      last = undefined
      continue
    }
    const x = Math.round(share(series.step[at] ?? 0, steps) * wide)
    const y = high - Math.round(share(value, values) * high)
    drawLine(last ?? { x, y }, { x, y }, set)
    last = { x, y }
  }
  return grid.map((row) => Array.from(row, (bits) => String.fromCharCode(BLANK + bits)).join(''))
}

/** All dots between two dots. */
function drawLine(
  from: { x: number; y: number },
  to: { x: number; y: number },
  set: (x: number, y: number) => void,
): void {
  const length = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1)
  for (let done = 0; done <= length; done++) {
    set(Math.round(from.x + ((to.x - from.x) * done) / length), Math.round(from.y + ((to.y - from.y) * done) / length))
  }
}

function share(value: number, { low, high }: Range): number {
  if (high === low) return 0.5
  // The distance of two numbers may be larger than any number.
  return Number.isFinite(high - low) ? (value - low) / (high - low) : (value / 2 - low / 2) / (high / 2 - low / 2)
}

function rangeOf(values: readonly number[]): Range | undefined {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low > high ? undefined : { low, high }
}
