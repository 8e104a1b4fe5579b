import { makeColumns, type SeriesColumns } from './log-fold.js'

const FEWEST_POINTS = 4

/**
 * At most `points` points (4 at least) of a series, in its order: the first and the last, and of each stretch between
 * them the lowest and the highest. So the ends and the extremes of the whole stay; NaN stays where a stretch has nothing else.
 * A series that is short enough is returned as it is.
 */
export function downsample(columns: SeriesColumns, points: number): SeriesColumns {
  const length = columns.value.length
  const room = Math.max(FEWEST_POINTS, Math.floor(points))
  if (length <= room) return columns
  const kept = makeColumns()
  const stretches = (room - 2) >> 1
  keep(columns, 0, kept)
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * (length - 2)) / stretches)
    const to = 1 + Math.floor(((stretch + 1) * (length - 2)) / stretches)
    const [first, second] = findExtremes(columns.value, from, to)
    keep(columns, first, kept)
    if (second !== first) keep(columns, second, kept)
  }
  keep(columns, length - 1, kept)
  return kept
}

/** Indexes of the lowest and the highest value in `[from, to)`, the earlier index first. */
function findExtremes(values: readonly number[], from: number, to: number): [number, number] {
  let low = -1
  let high = -1
  for (let index = from; index < to; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) continue
    if (low < 0 || value < (values[low] ?? 0)) low = index
    if (high < 0 || value > (values[high] ?? 0)) high = index
  }
  if (low < 0) return [from, from]
  return low < high ? [low, high] : [high, low]
}

function keep(from: SeriesColumns, index: number, to: SeriesColumns): void {
  to.step.push(from.step[index] ?? 0)
  to.timestamp.push(from.timestamp[index] ?? null)
  to.value.push(from.value[index] ?? Number.NaN)
}
