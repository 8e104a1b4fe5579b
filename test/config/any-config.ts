import fc from 'fast-check'
import type { ConfigTree, ConfigValue } from '../../src/config/tree.js'
import { isForbiddenKey } from '../../src/config/tree.js'

const nastyText = fc.constantFrom(
  ...['', ' ', 'null', 'true', 'no', '012', '1:30', '1_000', '1e-7', 'a,b', "it's", '"', '\\', "\\'", '[x]', '{a:1}'],
  ...[
    'a=b',
    '- a',
    '# c',
    'é',
    '日本',
    '😀',
    '\n',
    '\t',
    '\u2028',
    '\u0000',
    'inf',
    '.nan',
    '~',
    '<<',
    '=',
    '2024-01-01',
    '???',
  ],
)

/** Text without interpolations, rich in what parsers stumble over. */
export const anyText: fc.Arbitrary<string> = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ maxLength: 12 }), nastyText)
  .filter((text) => !text.includes('${'))

export const anyKey: fc.Arbitrary<string> = fc
  .oneof({ weight: 4, arbitrary: fc.stringMatching(/^[a-z_][a-z0-9_-]{0,6}$/) }, { weight: 1, arbitrary: anyText })
  .filter((key) => key !== '' && !isForbiddenKey(key))

const anyNumber = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, 1e21, 1e-7, 5e-324, 2 ** 53))

const { value, tree } = fc.letrec<{ value: ConfigValue; tree: ConfigTree }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), anyNumber, anyText),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('tree'),
  ),
  tree: fc.dictionary(anyKey, tie('value'), { maxKeys: 5 }),
}))

/** Any plain data that a configuration can hold, without interpolations. */
export const anyValue: fc.Arbitrary<ConfigValue> = value

export const anyTree: fc.Arbitrary<ConfigTree> = tree

/** How often a law is tried: more when RUNDIR_SOAK is set. */
export function times(quick: number, soak = quick * 20): { numRuns: number } {
  return { numRuns: process.env['RUNDIR_SOAK'] === undefined ? quick : soak }
}
