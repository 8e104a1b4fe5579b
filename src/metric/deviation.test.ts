import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deviationOf, isOfMachine } from './deviation.js'
import type { SeriesColumns } from './log-fold.js'

const series = (values: readonly number[]): SeriesColumns => ({
  step: values.map((_, at) => at + 1),
  timestamp: values.map(() => null),
  value: [...values],
})
const values = fc.array(fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, Number.NaN)), { maxLength: 8 })

test('a series does not deviate from itself, and two deviate from each other alike', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      expect(deviationOf(series(a), series(a))).toBeUndefined()
      expect(deviationOf(series(a), series(b))?.relative).toBe(deviationOf(series(b), series(a))?.relative)
    }),
  )
})

test('no deviation means equal values, and a deviation is larger than nothing', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const deviation = deviationOf(series(a), series(b))
      const equal = a.length === b.length && a.every((value, at) => value === b[at] || Object.is(value, b[at]))
      expect(deviation === undefined).toBe(equal)
      if (deviation !== undefined) expect(deviation.relative).toBeGreaterThan(0)
    }),
  )
})

test('it tells the first step and the largest difference', () => {
  expect(deviationOf(series([1, 2, 100]), series([1, 2.5, 50]))).toEqual({
    step: 2,
    before: 2,
    after: 2.5,
    relative: 0.5,
  })
  expect(deviationOf(series([1]), series([1, 2]))).toMatchObject({ step: null, before: 1, after: 2 })
  for (const [a, b] of [
    [0, 1e-300],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ] as const)
    expect(deviationOf(series([a]), series([b]))?.relative).toBeGreaterThanOrEqual(1)
})

test('what measures the clock or the machine is known by its name', () => {
  const timed = [
    'system/cpu_percent',
    'bytes_per_second',
    'train_samples_per_second',
    'tokens/s',
    'it/sec',
    'step_time',
  ]
  for (const key of [...timed, 'time/data', 'eval_runtime', 'fps', 'load_ms', 'perf.elapsed'])
    expect([key, isOfMachine(key)]).toEqual([key, true])
  for (const key of ['loss', 'lr', 'timestep_loss', 'acc', 'sometimes', 'rms', 'norm/s_max', 'epoch', 'tokens'])
    expect([key, isOfMachine(key)]).toEqual([key, false])
})
