import { RundirError } from '../../error/rundir-error.js'
import { didYouMean } from '../../value/nearest.js'
import type { Workspace } from '../open.js'
import { listRuns } from './list.js'
import { fieldOf, isMetricName, type Row } from './row.js'

export type Direction = 'min' | 'max'

export interface BestRequest {
  readonly key: string
  readonly direction: Direction
  /** As of `ls`; all must hold. */
  readonly filter: readonly string[]
}

/** Names of metrics of which less is better. */
const LESS_IS_BETTER =
  /(?:^|[_/.-])(?:loss|error|err|perplexity|ppl|mae|mse|rmse|bpb|wer|cer|fid|nll|cost|latency|seconds|ms)(?:$|[_/.@-])/i

/** Which way a metric is better, as far as its name tells. */
export function usualDirection(key: string): Direction {
  return LESS_IS_BETTER.test(key) ? 'min' : 'max'
}

/** The run with the smallest or largest last value; NaN is never best. Throws METRIC_UNKNOWN when no run has the metric. */
export async function bestRun(workspace: Workspace, request: BestRequest, worker: string): Promise<Row> {
  const { key, direction, filter } = request
  const ordering = { sort: key, direction: direction === 'min' ? 'ascending' : 'descending' } as const
  const { runs } = await listRuns(workspace, { filter, ordering, limit: 50, after: undefined }, worker)
  const [best] = runs
  const value = best === undefined ? null : fieldOf(best, key)
  if (best !== undefined && isMetricName(key) && typeof value === 'number' && !Number.isNaN(value)) return best
  const metrics = [...new Set(runs.flatMap((row) => Object.keys(row.metrics)))]
  const which = filter.length === 0 ? '' : ` of those with ${filter.join(' ')}`
  throw new RundirError('METRIC_UNKNOWN', `no run${which} has a number for the metric "${key}"`, {
    hint: didYouMean(key, metrics) ?? 'rundir ls shows the metrics of runs',
  })
}
