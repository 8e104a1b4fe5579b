import { bootstrapInterval } from './bootstrap.js'
import type { Aggregate, FullSplitOutput, SpecimenFailure, SpecimenResult } from './full-split.js'
import { momentsOf } from './statistics.js'

/**
 * What a session found, from its specimens in their order: each metric over the specimens that have it, and the failed ones.
 * It depends on the outcomes and the seed alone, so that a session that was interrupted ends with the same figures.
 */
export function aggregateSession(
  outcomes: readonly (SpecimenResult | SpecimenFailure)[],
  seed: number,
): FullSplitOutput {
  const results = outcomes.filter((outcome): outcome is SpecimenResult => 'metrics' in outcome)
  const failed = outcomes.filter((outcome): outcome is SpecimenFailure => 'reason' in outcome)
  const values = new Map<string, number[]>()
  for (const { metrics } of results) {
    for (const [key, value] of Object.entries(metrics)) {
      const list = values.get(key)
      if (list === undefined) values.set(key, [value])
      else list.push(value)
    }
  }
  const keys = [...values.keys()].sort()
  const metrics = Object.fromEntries(keys.map((key) => [key, aggregateMetric(values.get(key) ?? [], seed)]))
  return { total: outcomes.length, completed: results.length, metrics, results, failed }
}

function aggregateMetric(values: readonly number[], seed: number): Aggregate {
  const { count, mean, standardError } = momentsOf(values)
  return { count, mean, standard_error: standardError, interval: bootstrapInterval(values, seed) }
}

/** The values of one metric by specimen, as comparisons take them. */
export function valuesBySpecimen(output: FullSplitOutput, key: string): Map<string, number> {
  const values = new Map<string, number>()
  for (const { specimen, metrics } of output.results) {
    const value = metrics[key]
    if (value !== undefined) values.set(specimen, value)
  }
  return values
}
