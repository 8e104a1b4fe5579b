import { expect, test } from 'vitest'
import { compose } from './compose.js'
import { printYaml } from './print-yaml.js'
import { parseConfig } from './read.js'
import { resolve } from './resolve.js'

const context = {
  environment: { HOME: '/home/me', EMPTY: '' },
  now: Date.UTC(2026, 10, 21, 6, 14, 9, 123),
  run: { name: 'mlp-digits-run1', dir: 'outputs/mlp-digits-run1' },
}

test('every documented form of interpolation gives its value', () => {
  const tree = parseConfig(
    [
      'a: {b: 3, t: "${.b}", up: "${..name}"}',
      'name: x',
      'list: [10, 20, "${.[0]}"]',
      'pick: list',
      'v1: ${a.b}',
      'v2: ${list[1]}',
      'v3: ${env:HOME}',
      'v4: ${env:NOPE,fallback text}',
      'v5: ${oc.env:NOPE,012}',
      'v6: ${now:%Y-%m-%d_%H-%M-%S}',
      'v7: ${run.name} in ${run.dir}',
      'v8: ${${pick}[0]}',
      "v9: '\\${a.b} costs \\\\${a.b}'",
      'v10: ${a}',
      'v11: ${env:EMPTY}',
      'v12: ${env:NOPE,${a.b}}',
    ].join('\n'),
    'x.yaml',
  )
  const resolved = resolve(tree, context)
  expect(resolved).toEqual({
    a: { b: 3, t: 3, up: 'x' },
    name: 'x',
    list: [10, 20, 10],
    pick: 'list',
    v1: 3,
    v2: 20,
    v3: '/home/me',
    v4: 'fallback text',
    v5: '012',
    v6: '2026-11-21_06-14-09',
    v7: 'mlp-digits-run1 in outputs/mlp-digits-run1',
    v8: 10,
    v9: '${a.b} costs \\3',
    v10: { b: 3, t: 3, up: 'x' },
    v11: '',
    v12: '3',
  })
  expect(parseConfig(printYaml(resolved), 'y.yaml')).toEqual(resolved)
})

test('a circle is an error that shows the chain', () => {
  expect(() => resolve({ a: '${b}', b: 'x${c.d}', c: { d: '${a}' } }, context)).toThrow(/circle \(in b → c\.d → a\)/)
})

test('overrides change what layers know', () => {
  const composed = compose({
    layers: [{ name: 'defaults', tree: { training: { lr: 0.1, steps: 10 } } }],
    environment: { RUNDIR__training__steps: '20' },
    overrides: ['training.lr=1e-3', '+seed=1'],
  })
  expect(composed.tree).toEqual({ training: { lr: 0.001, steps: 20 }, seed: 1 })
  expect(composed.origin).toEqual({ 'training.lr': 'overrides', 'training.steps': 'environment', seed: 'overrides' })
})
