import type { SeriesColumns } from './log-fold.js'

/** One metric in six numbers. `step` is the step of `last`; `min`, `max` and `mean` pass over NaN, and are NaN when nothing else is there. */
export interface Scalar {
  readonly last: number
  readonly min: number
  readonly max: number
  readonly mean: number
  /** Points, NaN among them. */
  readonly count: number
  readonly step: number
}

/** The scalar of each series that has a point. */
export function summarize(series: ReadonlyMap<string, SeriesColumns>): Record<string, Scalar> {
  const scalars: Record<string, Scalar> = {}
  for (const [key, columns] of series) {
    const scalar = summarizeColumns(columns)
    if (scalar !== undefined) scalars[key] = scalar
  }
  return scalars
}

function summarizeColumns({ step, value }: SeriesColumns): Scalar | undefined {
  const last = value.at(-1)
  if (last === undefined) return undefined
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  let sum = 0
  let numberCount = 0
  for (const one of value) {
    if (Number.isNaN(one)) continue
    if (one < min) min = one
    if (one > max) max = one
    sum += one
    numberCount += 1
  }
  const found = { last, count: value.length, step: step.at(-1) ?? 0 }
  if (numberCount === 0) return { ...found, min: Number.NaN, max: Number.NaN, mean: Number.NaN }
  return { ...found, min, max, mean: meanOf(value, sum, { min, max, numberCount }) }
}

/** The mean lies between the extremes, however the sum was rounded and even where it is too large for a double. */
function meanOf(value: readonly number[], sum: number, of: { min: number; max: number; numberCount: number }): number {
  const { min, max, numberCount } = of
  const hasOverflow = !Number.isFinite(sum) && Number.isFinite(min) && Number.isFinite(max)
  const mean = hasOverflow
    ? value.reduce((total, one) => (Number.isNaN(one) ? total : total + one / numberCount), 0)
    : sum / numberCount
  return Math.min(max, Math.max(min, mean))
}
