import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printOverride } from '../../config/override.js'
import { splitSweepWords, sweepPoints } from './sweep-points.js'

test.each([
  ['lr=1e-3,1e-4', 'axis'],
  ['seed=range(3)', 'axis'],
  ['opt=choice(adam,sgd)', 'axis'],
  ['+new=1,2', 'axis'],
  ['lr=interval(0,1)', 'axis'],
  ['layers=[1,2]', 'override'],
  ['text="a,b"', 'override'],
  ['lr=1', 'override'],
  ['~lr', 'override'],
  ['nonsense', 'override'],
])('%s is one %s', (word, kind) => {
  expect(splitSweepWords([word])).toEqual(
    kind === 'axis' ? { axes: [word], overrides: [] } : { axes: [], overrides: [word] },
  )
})

test('no plain override is ever taken for an axis', () => {
  const value = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }))
  fc.assert(
    fc.property(value, (each) => {
      const word = printOverride({ mode: 'set', path: ['key'], value: each })
      return splitSweepWords([word]).overrides.length === 1
    }),
    { numRuns: 10_000 },
  )
})

test('a grid with an axis without values has no points, and says so', () => {
  expect(() => sweepPoints({ kind: 'grid', axes: ['a=range(0)'] })).toThrow('no points')
  expect(sweepPoints({ kind: 'grid', axes: [] })).toEqual([[]])
})
