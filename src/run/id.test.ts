import { expect, test } from 'vitest'
import { isBatchId, isRunId, makeBatchId, makeRunId, randomText } from './id.js'

const clock = { now: () => 1763705649000 }

test('a run id is the time and nine letters or digits, and never the same twice', () => {
  const ids = new Set(Array.from({ length: 10_000 }, () => makeRunId(clock)))
  expect(ids.size).toBe(10_000)
  for (const id of ids) expect([/^1763705649000-[0-9a-z]{9}$/.test(id), isRunId(id)]).toEqual([true, true])
})

test('a batch id looks like batch-1704067200000-k3j9x2m8p', () => {
  expect(makeBatchId(clock)).toMatch(/^batch-1763705649000-[0-9a-z]{9}$/)
  expect(isBatchId('batch-1704067200000-k3j9x2m8p')).toBe(true)
  expect(isBatchId('1704067200000-k3j9x2m8p')).toBe(false)
})

test.each([
  '',
  '1763705649000',
  '1763705649000-abc',
  '1763705649000-ABCDEFGHI',
  'x-k3j9x2m8p',
  '1-k3j9x2m8p\n',
  'batch-1-k3j9x2m8p',
])('%j is no run id', (text) => {
  expect(isRunId(text)).toBe(false)
})

test('every letter and digit is as likely as another', () => {
  const counts = new Map<string, number>()
  for (const character of randomText(36_000)) counts.set(character, (counts.get(character) ?? 0) + 1)
  expect([...counts.keys()].sort().join('')).toBe('0123456789abcdefghijklmnopqrstuvwxyz')
  // 1000 of each are expected; six standard deviations are 186.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(200)
})
