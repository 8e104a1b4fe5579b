import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_NAMING } from './naming.js'
import { makeSegments, type SegmentSources } from './segments.js'

const from = (sources: Partial<SegmentSources>) => makeSegments({ config: {}, ...sources }, DEFAULT_NAMING)
const sized = (sample_size: number | string | null) => from({ config: { data: { sample_size } } }).size

describe('where the model comes from', () => {
  test.each([
    ['the config', { config: { training: { model_name_or_path: 'Qwen2-7B' } }, servedModelName: 'served' }, 'qwen2-7b'],
    ['an identifier, whole', { config: { training: { model_name_or_path: 'meta/llama-3-8b' } } }, 'meta-llama-3-8b'],
    [
      'a path that is a directory, its last part',
      { config: { training: { model_name_or_path: '/models/Qwen2-7B/' } }, isDirectory: () => true },
      'qwen2-7b',
    ],
    ['the name it is served under', { servedModelName: 'Phi 3', modelPath: '/models/other' }, 'phi-3'],
    ['the same, in the config', { config: { runtime: { metadata: { SERVED_MODEL_NAME: 'Phi 3' } } } }, 'phi-3'],
    ['the path on disk', { modelPath: 'C:\\models\\Phi-3' }, 'phi-3'],
    ['nothing', {}, 'model'],
    ['a flag before all', { overrides: { model: 'flag' }, config: { training: { model_name_or_path: 'c' } } }, 'flag'],
    ['an empty text, which is nothing', { config: { training: { model_name_or_path: '  ' } } }, 'model'],
    ['emoji, which leave nothing', { overrides: { model: '🚀🔥' } }, 'model'],
    ['dots', { overrides: { model: '..' } }, 'model'],
    ['a line break', { overrides: { model: 'a\nb' } }, 'a-b'],
  ] as const)('%s', (_, sources, model) => {
    expect(from(sources as Partial<SegmentSources>).model).toBe(model)
  })

  test('a workspace points a segment at another key', () => {
    const naming = { sources: { ...DEFAULT_NAMING.sources, model: 'train.base_model' } }
    expect(makeSegments({ config: { train: { base_model: 'Gemma' } } }, naming).model).toBe('gemma')
  })

  test('a key of every object is not a key of the config', () => {
    const naming = { sources: { ...DEFAULT_NAMING.sources, model: 'constructor.name' } }
    expect(makeSegments({ config: {} }, naming).model).toBe('model')
  })

  test('a list as a model is refused, naming the key', () => {
    expect(() => from({ config: { training: { model_name_or_path: ['a'] } } })).toThrow(/training\.model_name_or_path/)
  })
})

describe('where the dataset comes from', () => {
  test.each([
    ['the config', { config: { data: { dataset_name: 'Alpaca EN' } } }, 'alpaca-en'],
    ['the preprocess directory without _full', { preprocessDirectory: 'out/alpaca_full' }, 'alpaca'],
    ['the preprocess directory without _n512', { preprocessDirectory: 'out/alpaca_n512/' }, 'alpaca'],
    ['the same, in the config', { config: { preprocess: { output_dir: 'out/dolly_n8' } } }, 'dolly'],
    ['nothing', {}, 'dataset'],
    ['a text that ends in the size', { overrides: { dataset: 'alpaca full' } }, 'alpaca'],
    ['a text that ends in the size twice', { overrides: { dataset: 'alpaca full full' } }, 'alpaca'],
    ['a text that is the size', { overrides: { dataset: 'full' } }, 'full'],
    ['a text that ends in another size', { overrides: { dataset: 'alpaca n32' } }, 'alpaca-n32'],
  ] as const)('%s', (_, sources, dataset) => {
    expect(from(sources).dataset).toBe(dataset)
  })
})

describe('the size', () => {
  test.each([
    [null, 'full'],
    ['FULL', 'full'],
    [' full ', 'full'],
    [2048, 'n2048'],
    ['32', 'n32'],
    ['0032', 'n32'],
    [0, 'n0'],
  ])('%j is %s', (value, size) => expect(sized(value)).toBe(size))

  test.each([-1, 1.5, 1e21, Number.MAX_VALUE, 'many', '-5', '1e3', '0x10', '', '1'.repeat(300)])(
    '%j is refused, naming the key',
    (value) => {
      expect(() => sized(value)).toThrow(/data\.sample_size is/)
    },
  )

  test.each([true, [32], { n: 32 }])('%j is refused', (value) => {
    expect(() => from({ config: { data: { sample_size: value } } })).toThrow(/data\.sample_size/)
  })

  test('a flag is named as the flag', () => {
    expect(() => from({ overrides: { sampleSize: '-1' } })).toThrow(/--sample-size/)
  })
})

test('any text gives segments of the grammar, and the dataset never repeats the size', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom('a full', 'b-n32', 'full-full'))
  const size = fc.oneof(fc.constant(null), fc.nat(), fc.constantFrom('full', '32'))
  fc.assert(
    fc.property(text, text, size, (model, dataset, sampleSize) => {
      const segments = from({ overrides: { model, dataset, sampleSize } })
      for (const value of Object.values(segments)) {
        expect(value).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
        expect(value.length).toBeLessThanOrEqual(64)
      }
      expect(segments.dataset.endsWith(`-${segments.size}`)).toBe(false)
    }),
    { numRuns: 10_000 },
  )
})

test('a size that is no number is told as it was written', () => {
  expect(() => sized(Number.NaN)).toThrow('data.sample_size is NaN, which is no sample size')
})
