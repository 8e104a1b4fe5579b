import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyTree, times } from '../../test/config/any-config.js'
import { printYaml } from './print-yaml.js'
import { parseConfig } from './read.js'

test('every configuration that is printed is read back as it was', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      expect(parseConfig(printYaml(tree), 'x.yaml')).toEqual(tree)
    }),
    times(1000),
  )
})

test('the printed form is one that people write', () => {
  const tree = {
    name: 'mlp digits',
    flag: 'no',
    training: { lr: 1e-7, steps: 1000, betas: [0.9, 0.95] },
    layers: [{ width: 8, kind: 'dense' }, { width: 2 }, [1, [2]]],
    empty: {},
    none: [],
    nothing: null,
  }
  expect(printYaml(tree)).toBe(`name: mlp digits
flag: "no"
training:
  lr: 1.0e-7
  steps: 1000
  betas: [0.9, 0.95]
layers:
  - width: 8
    kind: dense
  - width: 2
  - - 1
    - [2]
empty: {}
none: []
nothing: null
`)
  expect(printYaml({})).toBe('{}\n')
})
