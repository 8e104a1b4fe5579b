import { seededRandom } from './random.js'
import { CONFIDENCE, type Interval, quantile } from './statistics.js'

const MOST_RESAMPLES = 9_999
const FEWEST_RESAMPLES = 999
/** Draws in all: many specimens need fewer resamples, and wait no longer. */
const DRAWS = 20_000_000

/**
 * The 95 % bootstrap interval of a mean by the percentile method: 9,999 resamples, fewer (at least 999) of more than 2,000 numbers.
 * The same numbers in the same order with the same seed give the same interval. Null of fewer than two numbers.
 */
export function bootstrapInterval(values: readonly number[], seed: number): Interval | null {
  const count = values.length
  if (count < 2) return null
  const resamples = Math.max(FEWEST_RESAMPLES, Math.min(MOST_RESAMPLES, Math.floor(DRAWS / count)))
  const random = seededRandom(seed)
  const numbers = Float64Array.from(values)
  const means = new Float64Array(resamples)
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0
    for (let draw = 0; draw < count; draw++) sum += numbers[random.below(count)] ?? Number.NaN
    means[resample] = sum / count
  }
  means.sort()
  const tail = (1 - CONFIDENCE) / 2
  return { low: quantile(means, tail), high: quantile(means, 1 - tail) }
}
