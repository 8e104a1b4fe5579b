import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isJsonObject,
  type Json,
  parseJson,
  parseNumber,
  printCanonicalJson,
  printJsonFile,
  printNumber,
} from './json.js'

const numbers = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0),
)

describe('numbers in JSON', () => {
  test('every double comes back as it was, NaN, infinities and the sign of zero too', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        expect(parseNumber(printNumber(number))).toBe(number)
      }),
      { numRuns: 10_000 },
    )
  })

  test('through a file too, but for the sign of zero, which JSON prints as 0', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        const read = parseNumber(JSON.parse(JSON.stringify({ value: printNumber(number) })).value)
        expect(read).toBe(Object.is(number, -0) ? 0 : number)
      }),
      { numRuns: 10_000 },
    )
  })

  test.each(['nan', 'inf', '', '1', null, undefined, true, [], {}])('%j is no number', (value) => {
    expect(parseNumber(value)).toBeUndefined()
  })
})

describe('canonical JSON', () => {
  test('equal values give equal text, in whatever order their keys were set', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.infiniteStream(fc.nat()), (value, order) => {
        expect(printCanonicalJson(shuffled(value as Json, order))).toBe(printCanonicalJson(value as Json))
      }),
      { numRuns: 2_000 },
    )
  })

  test('is JSON of the same value, so that other values give other text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(printCanonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { numRuns: 2_000 },
    )
  })

  test('sorts keys by code unit and has no spaces', () => {
    expect(printCanonicalJson({ b: [1, { d: null, c: 'x' }], a: -0, Z: true })).toBe(
      '{"Z":true,"a":0,"b":[1,{"c":"x","d":null}]}',
    )
  })
})

test('what may be damaged is parsed without an exception', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => text.slice(0, -1)),
      ),
      (text) => {
        const value = parseJson(text)
        if (value !== undefined) expect(JSON.parse(text)).toEqual(value)
      },
    ),
    { numRuns: 2_000 },
  )
  expect(parseJson('{"a":1')).toBeUndefined()
  expect(parseJson('')).toBeUndefined()
  expect(parseJson('null')).toBeNull()
})

test('only objects are objects; a file ends in a newline', () => {
  expect([{}, { a: 1 }].every(isJsonObject)).toBe(true)
  expect([null, [], 'x', 1, undefined].some(isJsonObject)).toBe(false)
  expect(printJsonFile({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}\n')
})

/** The same value with the keys of its objects set in another order. */
function shuffled(value: Json, order: fc.Stream<number>): Json {
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item, order))
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([key, item]) => ({
    key,
    item: shuffled(item, order),
    at: order.next().value ?? 0,
  }))
  entries.sort((a, b) => a.at - b.at)
  return Object.fromEntries(entries.map(({ key, item }) => [key, item]))
}
