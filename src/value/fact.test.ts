import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareFacts, type Facts, flattenFacts } from './fact.js'
import type { Json } from './json.js'

const facts = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor'), fc.jsonValue() as fc.Arbitrary<Json>)
  .map((values): Facts => new Map(Object.entries(values)))

test('nothing differs from itself, and turning the sides round turns every difference round', () => {
  fc.assert(
    fc.property(facts, facts, (a, b) => {
      expect(compareFacts(a, a)).toEqual({ equal: a.size, differences: [] })
      const [there, back] = [compareFacts(a, b), compareFacts(b, a)]
      expect(back.equal).toBe(there.equal)
      const turned = { added: 'removed', removed: 'added', changed: 'changed' } as const
      const kinds = new Map(there.differences.map(({ key, kind }) => [key, turned[kind]]))
      expect(new Map(back.differences.map(({ key, kind }) => [key, kind]))).toEqual(kinds)
    }),
  )
})

test('the differences lead from the one to the other', () => {
  fc.assert(
    fc.property(facts, facts, (a, b) => {
      const made = new Map(a)
      for (const difference of compareFacts(a, b).differences) {
        if (difference.kind === 'removed') made.delete(difference.key)
        else made.set(difference.key, difference.after)
      }
      expect(compareFacts(made, b).differences).toEqual([])
    }),
  )
})

test('nested values become dotted keys, lists stay whole, and what JSON cannot hold is text', () => {
  const nested = { a: { 'b.c': 1, d: {} }, e: [1, Number.NaN], f: Number.POSITIVE_INFINITY }
  expect([...flattenFacts(nested)]).toEqual([
    ['a.b\\.c', 1],
    ['a.d', {}],
    ['e', [1, 'NaN']],
    ['f', 'Infinity'],
  ])
  expect(flattenFacts({}).size).toBe(0)
})
