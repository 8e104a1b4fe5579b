import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shortenSlug, slug } from './slug.js'

const LAW = { numRuns: 10_000 }
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 120 }))

test.each([
  ['Qwen2-7B', 'qwen2-7b'],
  ['meta/llama-3-8b', 'meta-llama-3-8b'],
  ['  a  b  ', 'a-b'],
  ['--a__b--', 'a-b'],
  ['naïve', 'na-ve'],
  ['ISTANBUL', 'istanbul'],
  ['', 'model'],
  ['…', 'model'],
  ['con', 'con'],
])('%j becomes %s', (text, expected) => expect(slug(text, 'model')).toBe(expected))

test('a slug keeps its grammar and its length, and is its own slug', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const made = slug(text, 'model')
      expect(made).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(made.length).toBeLessThanOrEqual(64)
      expect(slug(made, 'other')).toBe(made)
      expect(slug(text, 'model')).toBe(made)
    }),
    LAW,
  )
})

test('long texts that agree in 59 characters differ by the hash of the whole', () => {
  const tail = fc.stringMatching(/^[a-z0-9]{6,40}$/)
  fc.assert(
    fc.property(tail, tail, (a, b) => {
      const start = 'x'.repeat(59)
      const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 4)
      expect(slug(start + a, 'model')).toBe(`${start}-${hash(start + a)}`)
      // One pair in 65,536 shares its four digits; the allocator survives that.
      if (hash(start + a) !== hash(start + b)) expect(slug(start + a, 'model')).not.toBe(slug(start + b, 'model'))
    }),
    LAW,
  )
})

test('a cut never leaves two separators', () => {
  expect(slug(`${'x'.repeat(58)}-${'y'.repeat(20)}`, 'model')).toMatch(/^x{58}-[0-9a-f]{4}$/)
  expect(shortenSlug('abc-def-ghi', 9)).toMatch(/^abc-[0-9a-f]{4}$/)
})
