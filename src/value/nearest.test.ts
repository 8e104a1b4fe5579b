import fc from 'fast-check'
import { expect, test } from 'vitest'
import { didYouMean, nearestNames } from './nearest.js'

const commands = ['run', 'new', 'name', 'log', 'finish', 'ls', 'show', 'metrics', 'tail']

test.each([
  ['metrcis', 'metrics'],
  ['METRICS', 'metrics'],
  ['nwe', 'new'],
  ['taill', 'tail'],
  ['finsh', 'finish'],
  ['metric', 'metrics'],
])('%s means %s', (text, name) => {
  expect(nearestNames(text, commands)[0]).toBe(name)
})

test('nothing near is nothing, and few are enough', () => {
  expect(didYouMean('quantum', commands)).toBeUndefined()
  expect(didYouMean('metrics2', commands)).toBe('did you mean metrics?')
  expect(
    nearestNames(
      'x1',
      Array.from({ length: 50 }, (_, at) => `x${at}`),
    ),
  ).toHaveLength(3)
})

test('a name itself is always the nearest', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), {
        minLength: 1,
        maxLength: 10,
        selector: (text) => text.toLowerCase(),
      }),
      (names) => {
        for (const name of names) expect(nearestNames(name, names)[0]).toBe(name)
      },
    ),
    { numRuns: 1_000 },
  )
})
