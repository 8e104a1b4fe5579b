import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseReference } from '../run/reference.js'
import { parseSpecimenSlug } from '../run/specimen.js'
import { aggregateSession, valuesBySpecimen } from './aggregate.js'
import type { SpecimenFailure, SpecimenResult } from './full-split.js'

const SEED = 7
const run = parseReference('valid/critic/specimen-a__b/2026-11-21_06-14-09')
const metrics = fc.dictionary(
  fc.constantFrom('recall', 'precision', 'f1'),
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
)
/** What became of each specimen: its metrics, or null for one that failed. */
const outcomes = fc.array(fc.option(metrics, { freq: 4 }), { maxLength: 12 }).map((all) =>
  all.map((found, at): SpecimenResult | SpecimenFailure => {
    const specimen = parseSpecimenSlug(`demo/${at}`)
    return found === null
      ? { specimen, stage: 'critic', run, reason: 'no model' }
      : { specimen, critic_run: run, grader_run: run, metrics: found }
  }),
)

test('a session adds up to what a plain computation over its specimens gives', () => {
  fc.assert(
    fc.property(outcomes, (all) => {
      const output = aggregateSession(all, SEED)
      const found = all.flatMap((outcome) => ('metrics' in outcome ? [outcome] : []))
      expect(output.total).toBe(all.length)
      expect(output.completed).toBe(found.length)
      expect(output.results).toEqual(found)
      expect(output.failed).toEqual(all.filter((outcome) => 'reason' in outcome))
      const names = [...new Set(found.flatMap((each) => Object.keys(each.metrics)))].sort()
      expect(Object.keys(output.metrics)).toEqual(names)
      for (const name of names) {
        const values = found.flatMap((each) => each.metrics[name] ?? [])
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
        const error = values.length < 2 ? null : Math.sqrt(squares / (values.length - 1) / values.length)
        const aggregate = output.metrics[name]
        expect(aggregate?.count).toBe(values.length)
        expect(Math.abs((aggregate?.mean ?? Number.NaN) - mean)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(mean)))
        if (error === null) expect([aggregate?.standard_error, aggregate?.interval]).toEqual([null, null])
        else {
          expect(Math.abs((aggregate?.standard_error ?? Number.NaN) - error)).toBeLessThanOrEqual(
            1e-6 * Math.max(1, error),
          )
          expect(aggregate?.interval?.low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6)
          expect(aggregate?.interval?.high).toBeLessThanOrEqual(Math.max(...values) + 1e-6)
        }
        expect([...valuesBySpecimen(output, name).values()]).toEqual(values)
      }
    }),
    { numRuns: 100 },
  )
})
