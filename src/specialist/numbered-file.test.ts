import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextNumber, numberedFiles, numberedName, numberOf, printFileNumber } from './numbered-file.js'

const LAW = { numRuns: 10_000 }
const ANYTHING = 'abz019.*+?^$}{)(|][\\-_ '
/** Texts around a number: anything that a file name can hold, and what a pattern would take for more than itself. */
const around = fc.string({ maxLength: 12, unit: fc.constantFrom(...ANYTHING) })
const series = fc.record({ before: around, after: around })
const numbers = fc.integer({ min: 1, max: 10 ** 12 })

test.each([
  [1, '001'],
  [42, '042'],
  [999, '999'],
  [1000, '1000'],
  [12345, '12345'],
])('%d is written %s', (number, text) => {
  expect(printFileNumber(number)).toBe(text)
})

test('the number of a printed name is read back, whatever stands around it', () => {
  fc.assert(
    fc.property(series, numbers, (files, number) => {
      expect(numberOf(files, numberedName(files, number))).toBe(number)
    }),
    LAW,
  )
})

test('a name with one other character before its number does not count', () => {
  const named = series.filter(({ before }) => before !== '')
  fc.assert(
    fc.property(named, numbers, fc.nat(), fc.constantFrom(...ANYTHING), (files, number, position, other) => {
      const at = position % files.before.length
      fc.pre(files.before[at] !== other)
      const before = `${files.before.slice(0, at)}${other}${files.before.slice(at + 1)}`
      expect(numberOf(files, numberedName({ ...files, before }, number))).toBeUndefined()
    }),
    LAW,
  )
})

test('the next number is one more than the highest, in whatever order and with whatever strangers the folder is listed', () => {
  const foreign = fc.constantFrom(
    'readme.md',
    'a.enriched.json5',
    'a.enriched.007.json',
    'aXenriched.900.json5',
    '.DS_Store',
  )
  const files = { before: 'a.enriched.', after: '.json5' }
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 20 }), fc.array(foreign), (given, strangers) => {
      const names = [...strangers, ...given.map((number) => numberedName(files, number))]
      expect(nextNumber(files, names)).toBe(Math.max(0, ...given) + 1)
      expect(numberedFiles(files, names).map((file) => file.number)).toEqual([...new Set(given)].sort((a, b) => a - b))
    }),
    LAW,
  )
})

test.each([
  ['snapshot-.json5'],
  ['snapshot-000.json5'],
  ['snapshot-1.5.json5'],
  ['snapshot-001.json5.bak'],
  ['snapshot-001.json'],
  ['Snapshot-001.json5'],
  ['snapshot--1.json5'],
  ['snapshot-1e3.json5'],
  ['snapshot-٣.json5'],
])('%s is no snapshot', (name) => {
  expect(numberOf({ before: 'snapshot-', after: '.json5' }, name)).toBeUndefined()
})

test('of two spellings of one number the printed one is the file', () => {
  const files = { before: 's-', after: '' }
  expect(numberedFiles(files, ['s-7', 's-007', 's-0007'])).toEqual([{ name: 's-007', number: 7 }])
  expect(nextNumber(files, ['s-0007'])).toBe(8)
})
