import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type IdentityFacts, identityOf } from './identity.js'

const FACTS: IdentityFacts = {
  config: { training: { lr: 0.1, steps: 10 }, data: ['a', 'b'] },
  phase: 'pretrain',
  command: ['node', 'train.mjs'],
  cwd: '.',
  gitHash: 'a'.repeat(40),
  patch: null,
  parents: ['outputs/a-b-full-run1'],
}

test('the order of keys and of parents does not count', () => {
  const parents = ['x', 'y']
  const same = { ...FACTS, config: { data: ['a', 'b'], training: { steps: 10, lr: 0.1 } }, parents: ['y', 'x'] }
  expect(identityOf(same)).toBe(identityOf({ ...FACTS, parents }))
  expect(identityOf(FACTS)).toMatch(/^v1:[0-9a-f]{64}$/)
})

test.each<[string, Partial<IdentityFacts>]>([
  ['a setting', { config: { ...FACTS.config, data: ['b', 'a'] } }],
  ['a setting that JSON cannot hold', { config: { ...FACTS.config, limit: Number.POSITIVE_INFINITY } }],
  ['the phase', { phase: 'sft' }],
  ['the command', { command: ['node', 'other.mjs'] }],
  ['the folder', { cwd: 'sub' }],
  ['the commit', { gitHash: 'b'.repeat(40) }],
  ['the uncommitted change', { patch: Buffer.from('diff') }],
  ['a parent', { parents: [] }],
])('%s makes another run', (_, change) => {
  expect(identityOf({ ...FACTS, ...change })).not.toBe(identityOf(FACTS))
})

test('null, infinity and nothing are three settings', () => {
  const of = (config: IdentityFacts['config']) => identityOf({ ...FACTS, config })
  expect(new Set([of({ a: null }), of({ a: Number.POSITIVE_INFINITY }), of({})]).size).toBe(3)
})

test('the same facts give the same identity, other settings another', () => {
  const value = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<string>
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), fc.dictionary(fc.string(), value), (a, b) => {
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
      return (identityOf({ ...FACTS, config: a }) === identityOf({ ...FACTS, config: b })) === same
    }),
    { numRuns: 1000 },
  )
})

/** Keys in order, and -0 as the 0 that JSON makes of it. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, sorted(inner)])
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
