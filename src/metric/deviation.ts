import type { SeriesColumns } from './log-fold.js'

/** How far two series of one metric lie apart. */
export interface Deviation {
  /** The first step at which they differ; null when they have not the same steps. */
  readonly step: number | null
  /** The two values at that step; else how many points there are. */
  readonly before: number
  readonly after: number
  /** The largest difference of two values, divided by the larger of the two; Infinity where there is nothing to divide. */
  readonly relative: number
}

/** Undefined when two series have the same values at the same steps; NaN is equal to NaN, and times do not count. */
export function deviationOf(before: SeriesColumns, after: SeriesColumns): Deviation | undefined {
  const count = before.step.length
  if (count !== after.step.length || before.step.some((step, at) => step !== after.step[at])) {
    return { step: null, before: count, after: after.step.length, relative: Number.POSITIVE_INFINITY }
  }
  let first: Deviation | undefined
  let relative = 0
  for (let at = 0; at < count; at++) {
    const [left, right] = [before.value[at] ?? Number.NaN, after.value[at] ?? Number.NaN]
    const here = relativeDifference(left, right)
    if (here === 0) continue
    relative = Math.max(relative, here)
    first ??= { step: before.step[at] ?? 0, before: left, after: right, relative: 0 }
  }
  return first === undefined ? undefined : { ...first, relative }
}

function relativeDifference(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0
  const difference = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b))
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference
}

const OF_TIME =
  /(?:^|[_/.-])(?:per_s(?:ec(?:ond)?)?|throughput|elapsed|duration|runtime|wall_?clock|time|eta|fps|latency|seconds|secs|ms)(?:$|[_/.-])|\/s(?:ec(?:ond)?)?$/i

/** Whether a metric measures the machine or the clock, which is never twice the same: by its name (`system/…`, `tokens_per_second`, `step_time`). */
export function isOfMachine(key: string): boolean {
  return key.startsWith('system/') || OF_TIME.test(key)
}
