import { RundirError } from '../../error/rundir-error.js'
import { valuesBySpecimen } from '../../evaluation/aggregate.js'
import { readOutput } from '../../evaluation/load.js'
import { comparePairs } from '../../evaluation/pairing.js'
import type { Interval } from '../../evaluation/statistics.js'
import type { RunReference } from '../../run/reference.js'
import { didYouMean } from '../../value/nearest.js'
import { readerOf, type Workspace } from '../open.js'
import { findSession, reader } from './full-split.js'

/** One metric of two sessions; keys as `eval compare --json` prints them. */
export interface ComparedMetric {
  readonly count: number
  readonly only_a: number
  readonly only_b: number
  readonly mean_a: number
  readonly mean_b: number
  /** Of b less a, specimen by specimen. */
  readonly difference: number
  readonly standard_error: number | null
  readonly interval: Interval | null
  /** Specimens on which b is better, worse, or the same. */
  readonly better: number
  readonly worse: number
  readonly equal: number
  readonly within_noise: boolean
}

export interface ComparedSessions {
  readonly a: RunReference
  readonly b: RunReference
  readonly metrics: Readonly<Record<string, ComparedMetric>>
}

export interface CompareRequest {
  readonly a: string
  readonly b: string
  /** Absolute. */
  readonly cwd: string
  /** Metrics of which less is better. */
  readonly lowerIsBetter: readonly string[]
  readonly seed: number
}

/**
 * Compares two sessions over the specimens that both completed, metric by metric.
 * Throws RUN_UNKNOWN, RUN_DAMAGED for a session without output, METRIC_UNKNOWN, VALUE_INVALID when they share nothing.
 */
export function compareSessions(workspace: Workspace, request: CompareRequest): ComparedSessions {
  const stage = { space: workspace.space, reader: () => readerOf(workspace) }
  const [a, b] = [request.a, request.b].map((text) => findSession(workspace, stage, text, request.cwd))
  if (a === undefined || b === undefined) throw new Error('impossible: two sessions that are not two')
  const [first, second] = [readOutput(reader, a), readOutput(reader, b)]
  const keys = Object.keys(first.metrics).filter((key) => Object.hasOwn(second.metrics, key))
  const unknown = request.lowerIsBetter.find((key) => !keys.includes(key))
  if (unknown !== undefined) {
    throw new RundirError('METRIC_UNKNOWN', `the two sessions share no metric ${unknown}`, {
      hint: didYouMean(unknown, keys) ?? `they share ${keys.join(', ') || 'none'}`,
    })
  }
  const metrics = keys.map((key): [string, ComparedMetric] => {
    const better = request.lowerIsBetter.includes(key) ? 'lower' : 'higher'
    const pair = comparePairs(valuesBySpecimen(first, key), valuesBySpecimen(second, key), {
      better,
      seed: request.seed,
    })
    return [
      key,
      {
        count: pair.count,
        only_a: pair.onlyFirst,
        only_b: pair.onlySecond,
        mean_a: pair.meanFirst,
        mean_b: pair.meanSecond,
        difference: pair.difference,
        standard_error: pair.standardError,
        interval: pair.interval,
        better: pair.better,
        worse: pair.worse,
        equal: pair.equal,
        within_noise: pair.withinNoise,
      },
    ]
  })
  const shared = metrics.some(([, { count }]) => count > 0)
  if (!shared) {
    throw new RundirError(
      'VALUE_INVALID',
      `${a.typed.reference} and ${b.typed.reference} share no specimen and metric`,
      {
        hint: 'compare sessions over the same specimens',
      },
    )
  }
  return { a: a.typed.reference, b: b.typed.reference, metrics: Object.fromEntries(metrics) }
}
