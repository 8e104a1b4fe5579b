import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyTree, times } from '../../test/config/any-config.js'
import { compose } from './compose.js'
import { leafKeys, lookUp } from './key-path.js'
import { parseConfig } from './read.js'

const defaults = { name: 'defaults', tree: { training: { lr: 0.1, steps: 10 }, tags: ['a', 'b'], note: null } }
const composeWith = (overrides: string[], environment: Record<string, string> = {}) =>
  compose({ layers: [defaults], environment, overrides })

test('later layers win, environment before overrides, and every leaf knows its layer', () => {
  const { tree, origin } = compose({
    layers: [defaults, { name: 'profile dev', tree: { training: { steps: 20 }, model: { depth: 2 } } }],
    environment: { RUNDIR__training__lr: '0.2', RUNDIR__model__depth: '3', RUNDIR_CONFIG: 'x', PATH: '/bin' },
    overrides: ['model.depth=4', '~note', '+seed=1', 'tags.1=c'],
  })
  expect(tree).toEqual({ training: { lr: 0.2, steps: 20 }, tags: ['a', 'c'], model: { depth: 4 }, seed: 1 })
  expect(origin).toEqual({
    'training.lr': 'environment',
    'training.steps': 'profile dev',
    tags: 'overrides',
    'model.depth': 'overrides',
    seed: 'overrides',
  })
})

test('composing leaves its layers as they were', () => {
  const before = structuredClone(defaults.tree)
  composeWith(['training.lr=5', 'tags.0=z', '~training.steps'])
  expect(defaults.tree).toEqual(before)
})

test.each([
  ['training.lrr=1', 'did you mean training.lr'],
  ['lr=1', 'did you mean training.lr'],
  ['training={lr: 1, stps: 2}', 'did you mean training.steps'],
  ['trainin.steps=1', 'did you mean training.steps'],
  ['~nope', 'note'],
])('%s names a key that nobody knows: the nearest ones are told', (override, hint) => {
  expect(() => composeWith([override])).toThrow(
    expect.objectContaining({ code: 'CONFIG_KEY', hint: expect.stringContaining(hint) }),
  )
})

test('a variable that names an unknown key is told by its name', () => {
  expect(() => composeWith([], { RUNDIR__training__lrr: '1' })).toThrow(/variable RUNDIR__training__lrr sets/)
  expect(() => composeWith([], { RUNDIR__training____lr: '1' })).toThrow(
    expect.objectContaining({ code: 'CONFIG_KEY' }),
  )
  expect(() => composeWith([], { RUNDIR__training__lr: '[1' })).toThrow(/RUNDIR__training__lr: a list has no closing/)
})

test('variables apply by name, so that a section comes before what is in it', () => {
  const environment = { RUNDIR__training__steps: '7', RUNDIR__training: '{lr: 5, steps: 6}' }
  expect(composeWith([], environment).tree['training']).toEqual({ lr: 5, steps: 7 })
})

test('where nothing is configured, key=value adds', () => {
  const { tree } = compose({ layers: [], environment: { RUNDIR__a: '1' }, overrides: ['b.c=2', 'b.d=3'] })
  expect(tree).toEqual({ a: 1, b: { c: 2, d: 3 } })
})

test('a key that only the schema knows can be set', () => {
  const schema = { properties: { model: { properties: { depth: { type: 'integer' } } } } }
  const given = { layers: [], environment: {}, schema }
  expect(compose({ ...given, overrides: ['model.depth=3'] }).tree).toEqual({ model: { depth: 3 } })
  expect(() => compose({ ...given, overrides: ['model.dept=3'] })).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('model.depth') }),
  )
})

test('a value still to be given replaces nothing', () => {
  const later = { name: 'later', tree: { training: { lr: '???' }, more: '???' } }
  const { tree } = compose({ layers: [defaults, later], environment: {}, overrides: [] })
  expect(lookUp(tree, 'training.lr')).toBe(0.1)
  expect(tree['more']).toBe('???')
})

test('a key that is to be removed and is not there is told as that', () => {
  const layers = [{ name: 'file', tree: { training: { steps: 1 } } }]
  expect(() => compose({ layers, environment: {}, overrides: ['~training.zzz'] })).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('removes training.zzz, which this configuration does not have'),
      hint: expect.not.stringContaining('+'),
    }),
  )
})

test('every leaf of a composition has the last layer that has it as its origin', () => {
  fc.assert(
    fc.property(anyTree, anyTree, anyTree, (a, b, c) => {
      const layers = [a, b, c].map((tree, index) => ({ name: `L${index}`, tree }))
      const { tree, origin } = compose({ layers, environment: {}, overrides: [] })
      expect(Object.keys(origin).sort()).toEqual(Object.keys(tree).length === 0 ? [] : leafKeys(tree).sort())
      for (const [key, layer] of Object.entries(origin)) {
        const value = lookUp(tree, key)
        const source = layers.find((one) => one.name === layer)
        const isEmptySection = typeof value === 'object' && value !== null && Object.keys(value).length === 0
        if (!isEmptySection) expect(lookUp(source?.tree ?? {}, key)).toEqual(value)
      }
    }),
    times(400),
  )
})

test('composing a configuration with itself, or with nothing, changes nothing', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const layers = [tree, {}, tree].map((one, index) => ({ name: `L${index}`, tree: one }))
      expect(compose({ layers, environment: {}, overrides: [] }).tree).toEqual(tree)
    }),
    times(400),
  )
})

test.each(['{"__proto__": {"x": 1}}', '{"a": {"constructor": 1}}', '{"a": [{"prototype": 1}]}'])(
  'a layer with the key of a prototype is refused: %s',
  (text) => {
    const layers = [{ name: 'program', tree: JSON.parse(text) }]
    expect(() => compose({ layers, environment: {}, overrides: [] })).toThrow(
      expect.objectContaining({ code: 'CONFIG_KEY', message: expect.stringContaining('program') }),
    )
  },
)

test('no layer, variable or override reaches Object.prototype', () => {
  const keys = fc.constantFrom('__proto__', 'constructor', 'prototype', 'a', 'b', 'toString')
  const hostile = fc.letrec((tie) => ({
    tree: fc.array(fc.tuple(keys, fc.oneof({ maxDepth: 4 }, fc.constant('polluted'), tie('tree'))), { maxLength: 3 }),
  })).tree
  const printJson = (entries: unknown): string =>
    Array.isArray(entries)
      ? `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${printJson(value)}`).join(',')}}`
      : JSON.stringify(entries)
  const before = Reflect.ownKeys(Object.prototype).length
  const attempt = (action: () => unknown): void => {
    try {
      action()
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^CONFIG_/) })
    }
  }
  fc.assert(
    fc.property(hostile, hostile, fc.array(keys, { minLength: 1 }), (one, two, path) => {
      const texts = [printJson(one), printJson(two)]
      const raw = texts.map((text) => JSON.parse(text))
      attempt(() => compose({ layers: raw.map((tree) => ({ name: 'L', tree })), environment: {}, overrides: [] }))
      attempt(() => texts.map((text) => parseConfig(text, 'x.yaml')))
      attempt(() => texts.map((text) => parseConfig(text, 'x.json5')))
      attempt(() => compose({ layers: [], environment: {}, overrides: [`++${path.join('.')}=polluted`] }))
      attempt(() => compose({ layers: [], environment: { [`RUNDIR__${path.join('__')}`]: 'polluted' }, overrides: [] }))
      expect(Reflect.get({}, 'a') ?? Reflect.get({}, 'b') ?? Reflect.get(Object, 'a')).toBeUndefined()
    }),
    times(1500, 1_000_000),
  )
  expect(Reflect.ownKeys(Object.prototype)).toHaveLength(before)
})
