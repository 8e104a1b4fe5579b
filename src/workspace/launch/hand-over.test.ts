import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyKey, anyValue, times } from '../../../test/config/any-config.js'
import { compose } from '../../config/compose.js'
import { resolve } from '../../config/resolve.js'
import type { ConfigTree } from '../../config/tree.js'
import { pathsOf } from '../paths.js'
import { printFlags } from './hand-over.js'

const tree = {
  training: { lr: 0.001, batch_size: 8, layers: [1, 2] },
  name: 'a b',
  on: true,
  nothing: null,
  empty: {},
} as ConfigTree

describe('flags', () => {
  test.each([
    [
      'dotted',
      [
        '--training.lr=0.001',
        '--training.batch_size=8',
        '--training.layers=[1,2]',
        '--name=a b',
        '--on=true',
        '--nothing=null',
        '--empty={}',
      ],
    ],
    [
      'hydra',
      [
        'training.lr=0.001',
        'training.batch_size=8',
        'training.layers=[1,2]',
        "name='a b'",
        'on=true',
        'nothing=null',
        'empty={}',
      ],
    ],
    [
      'dashed',
      [
        '--training-lr',
        '0.001',
        '--training-batch-size',
        '8',
        '--training-layers',
        '[1,2]',
        '--name',
        'a b',
        '--on',
        'true',
        '--nothing',
        'null',
        '--empty',
        '{}',
      ],
    ],
  ] as const)('%s', (style, flags) => {
    expect(printFlags(tree, style)).toEqual(flags)
  })

  test('those for Hydra give the same settings back, as overrides of the command line', () => {
    const anyLeaf = fc.oneof(anyValue, fc.constantFrom('${a}', '\\${a}', 'a,${b}'))
    fc.assert(
      fc.property(fc.dictionary(anyKey, fc.oneof(anyLeaf, fc.dictionary(anyKey, anyLeaf)), { maxKeys: 5 }), (any) => {
        const overrides = printFlags(any, 'hydra')
        const { tree: read } = compose({ layers: [], environment: {}, overrides })
        expect(resolve(read, { environment: {}, now: 0, run: undefined })).toEqual(any)
      }),
      times(300),
    )
  })

  test('there is one for every leaf, and none for an empty configuration', () => {
    expect(printFlags({} as ConfigTree, 'dotted')).toEqual([])
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string(), fc.array(fc.integer()))
    const { config } = fc.letrec((tie) => ({
      config: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.oneof({ depthSize: 'small' }, leaf, tie('config')), {
        maxKeys: 3,
      }),
    }))
    const count = (value: unknown): number =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
        ? Object.values(value).reduce((sum: number, inner) => sum + count(inner), 0)
        : 1
    fc.assert(
      fc.property(config, (any) => {
        const expected = Object.keys(any as object).length === 0 ? 0 : count(any)
        expect(printFlags(any as ConfigTree, 'dotted')).toHaveLength(expected)
        expect(printFlags(any as ConfigTree, 'dashed')).toHaveLength(2 * expected)
      }),
      { numRuns: 1_000 },
    )
  })
})

test('the logs of later attempts carry the attempt', () => {
  const paths = pathsOf('/w', 'outputs/a', 'logs/a')
  expect(paths.logsOfAttempt(1)).toEqual({ stdoutPath: '/w/logs/a/stdout.log', stderrPath: '/w/logs/a/stderr.log' })
  expect(paths.logsOfAttempt(2)).toEqual({ stdoutPath: '/w/logs/a/stdout.2.log', stderrPath: '/w/logs/a/stderr.2.log' })
  expect([paths.run, paths.metrics, paths.config]).toEqual([
    '/w/outputs/a',
    '/w/outputs/a/metrics',
    '/w/outputs/a/config_resolved.json',
  ])
})
