import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  familyOf,
  isShortenedPrefix,
  MAX_RUN_NUMBER,
  mayShareCounter,
  parseRunIndex,
  parseRunName,
  printPrefix,
  printRunName,
  printStampedName,
  readPrefix,
  readRunName,
  SHORTEST_MAX_LENGTH,
  shareCounter,
} from './name.js'
import { COUNTER_SCOPES, isSwitchedOn } from './naming.js'
import type { PipelineSegments } from './segments.js'

const LAW = { numRuns: 10_000 }
const word = fc.stringMatching(/^[a-z0-9]{1,12}$/)
const slugs = fc
  .array(word, { minLength: 1, maxLength: 6 })
  .map((words) => words.join('-').slice(0, 64).replace(/-$/, ''))
const sizes = fc.oneof(
  fc.constant('full'),
  fc.nat({ max: 999_999_999_999_999 }).map((n) => `n${n}`),
)
const segments: fc.Arbitrary<PipelineSegments> = fc.record({ model: slugs, dataset: slugs, size: sizes })
const numbers = fc.integer({ min: 1, max: MAX_RUN_NUMBER })
const scopes = fc.constantFrom(...COUNTER_SCOPES)
const docker = /^[a-z0-9]+(-[a-z0-9]+)*$/

test('a printed name is read as what it was', () => {
  fc.assert(
    fc.property(segments, numbers, fc.integer({ min: 30, max: 128 }), (given, number, limit) => {
      const prefix = printPrefix(given, Math.max(limit, 64))
      expect(readRunName(printRunName(prefix, number))).toMatchObject({ prefix, number, stamp: null })
      for (const turn of [1, number + 1, 999_999]) {
        const stamped = printStampedName(prefix, '20261121061409', turn)
        expect(readRunName(stamped)).toMatchObject({ prefix, number: null, stamp: '20261121061409', turn })
      }
    }),
    LAW,
  )
})

test('every name keeps its limit and the grammar of Docker, with and without a number', () => {
  fc.assert(
    fc.property(segments, numbers, fc.integer({ min: 60, max: 300 }), (given, number, limit) => {
      const prefix = printPrefix(given, limit)
      for (const name of [printRunName(prefix, number), printStampedName(prefix, '20261121061409', 999_999)]) {
        expect(name.length).toBeLessThanOrEqual(Math.min(limit, 128))
        expect(name).toMatch(docker)
      }
    }),
    LAW,
  )
})

test('the same segments have the same prefix, and a cut one is known to be cut', () => {
  fc.assert(
    fc.property(segments, fc.integer({ min: 64, max: 128 }), (given, limit) => {
      const whole = `${given.model}-${given.dataset}-${given.size}`
      const prefix = printPrefix(given, limit)
      expect(printPrefix({ ...given }, limit)).toBe(prefix)
      expect(prefix === whole || isShortenedPrefix(prefix, limit)).toBe(true)
    }),
    LAW,
  )
})

test('long segments that differ at their end get different prefixes', () => {
  const long = { model: `${'m'.repeat(60)}-1`, dataset: 'd'.repeat(64), size: 'full' }
  const other = { ...long, model: `${'m'.repeat(60)}-2` }
  expect(printPrefix(long, 128)).not.toBe(printPrefix(other, 128))
  expect(printPrefix(long, 128).length).toBeLessThanOrEqual(108)
})

test('only the longest segment is cut while it is the longest', () => {
  expect(printPrefix({ model: 'short', dataset: 'd'.repeat(64), size: 'full' }, 64)).toMatch(
    /^short-d{24}-[0-9a-f]{4}-full$/,
  )
})

test('a limit that leaves no room says so', () => {
  expect(() => printPrefix({ model: 'a', dataset: 'b', size: 'n123456789012345' }, 40)).toThrow(/no run name/)
})

test('runs share a counter exactly when the segments of the scope are equal', () => {
  fc.assert(
    fc.property(segments, segments, scopes, (a, b, scope) => {
      const keys = {
        global: [],
        model: ['model'],
        model_dataset: ['model', 'dataset'],
        model_dataset_size: ['model', 'dataset', 'size'],
      } as const
      const equal = keys[scope].every((key) => a[key] === b[key])
      expect(shareCounter(a, b, scope)).toBe(equal)
      expect(familyOf(a, scope) === familyOf(b, scope)).toBe(equal)
      // The text of a name may say too much, never too little.
      if (equal) expect(mayShareCounter(`${b.model}-${b.dataset}-${b.size}`, a, scope)).toBe(true)
    }),
    LAW,
  )
})

describe('what is a name', () => {
  test.each([
    ['qwen2-7b-alpaca-full-run1', 'qwen2-7b-alpaca-full', 1],
    ['mistral-7b-alpaca-en-n2048-run2', 'mistral-7b-alpaca-en-n2048', 2],
    ['a-b-full-run9999', 'a-b-full', 9999],
    ['a-b-full-ts20261121061409', 'a-b-full', null],
    ['a-b-full-ts20261121061409-2', 'a-b-full', null],
  ])('%s', (name, prefix, number) => expect(parseRunName(name)).toMatchObject({ prefix, number }))

  test.each([
    'a-b-full-run0',
    'a-b-full-run01',
    'a-b-full-run10000',
    'a-b-full-run1.5',
    'a-b-full-run-1',
    'a-b-run1',
    'a-full-run1',
    'a--b-full-run1',
    '-a-b-full-run1',
    'A-b-full-run1',
    'a-b-full-run1\n',
    'a-b-n01-run1',
    'a-b-full-ts2026112106140',
    'a-b-full-ts20261121061409-1',
    'con',
    '..',
    '',
    `${'a'.repeat(300)}-b-full-run1`,
  ])('%j is none', (text) => expect(() => parseRunName(text)).toThrow(/is not a run name/))

  test('hostile texts are refused in linear time', () => {
    expect(readRunName(`${'a-'.repeat(60)}!`)).toBeUndefined()
  })
})

test.each(['0', '-1', '1.5', '10000', 'x', '', '1e3', ' 1'])('run index %j is refused', (text) => {
  expect(() => parseRunIndex(text)).toThrow(
    `FORCE_RUN_INDEX is ${JSON.stringify(text)}, which is not a number from 1 to 9999`,
  )
})

test.each([
  ['1', true],
  ['TRUE', true],
  ['Yes', true],
  [' on ', true],
  ['0', false],
  ['no', false],
  ['', false],
  [undefined, false],
])('%j switches on: %s', (text, on) => expect(isSwitchedOn(text)).toBe(on))

test('a prefix can be read as the segments that it was printed from', () => {
  fc.assert(
    fc.property(segments, (given) => {
      const readings = readPrefix([given.model, given.dataset, given.size].join('-'))
      return readings.some(({ model, dataset, size }) => {
        return model === given.model && dataset === given.dataset && size === given.size
      })
    }),
    LAW,
  )
  expect(readPrefix('a-b-c-n8')).toEqual([
    { model: 'a', dataset: 'b-c', size: 'n8' },
    { model: 'a-b', dataset: 'c', size: 'n8' },
  ])
})

test('the shortest limit that can be set holds the default name', () => {
  const prefix = printPrefix({ model: 'model', dataset: 'dataset', size: 'full' }, SHORTEST_MAX_LENGTH)
  expect(prefix).toBe('model-dataset-full')
})
