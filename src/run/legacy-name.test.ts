import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLegacyName, printLegacyName } from './legacy-name.js'
import { readRunName } from './name.js'

test.each([
  ['meta/llama-3-8b', 'alpaca-en', 'n32', 'alpaca_en_n32_llama_3_8b'],
  ['Qwen2-7B', 'data/alpaca', 'full', 'alpaca_full_Qwen2_7B'],
  ['', '', 'full', 'dataset_full_model'],
  ['..', 'a\nb', 'full', 'a_b_full_model'],
])('model %j, dataset %j, size %s is %s', (model, dataset, size, name) => {
  expect(printLegacyName({ model, dataset, size })).toBe(name)
})

test('every old name is recognised, is one safe folder, and is no canonical name', () => {
  const text = fc.string({ unit: 'binary', maxLength: 50 })
  fc.assert(
    fc.property(text, text, fc.constantFrom('full', 'n8'), (model, dataset, size) => {
      const name = printLegacyName({ model, dataset, size })
      expect(isLegacyName(name)).toBe(true)
      expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._]*[A-Za-z0-9]$/)
      expect(readRunName(name)).toBeUndefined()
    }),
    { numRuns: 10_000 },
  )
})

test('an old name of 300 characters is refused', () => {
  expect(() => printLegacyName({ model: 'm'.repeat(300), dataset: 'd', size: 'full' })).toThrow(/characters/)
})
