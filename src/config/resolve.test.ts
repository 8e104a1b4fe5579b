import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyKey, anyText, anyTree, times } from '../../test/config/any-config.js'
import { printYaml } from './print-yaml.js'
import { parseConfig } from './read.js'
import { escapeTree, missingKeys, resolve, unescapeTree } from './resolve.js'
import { type ConfigTree, LIMITS } from './tree.js'

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

const failure = (tree: ConfigTree) => {
  try {
    return resolve(tree, context)
  } catch (error) {
    return error
  }
}

test.each([
  [{ a: '${b}', b: 'x${c.d}', c: { d: '${a}' } }, 'in a circle (in b → c.d → a)'],
  [{ a: '${a}' }, 'the interpolation of a runs in a circle'],
  [{ a: { b: '${a}' } }, 'in a circle (in a.b)'],
  [{ training: { lr: 1 }, x: { y: '${training.lrr}' } }, '${training.lrr} names a key that does not exist (in x.y)'],
  [{ a: '${..b}' }, 'leads above the top'],
  [{ a: '${b' }, 'never closed'],
  [{ a: '${env:NOPE}' }, 'the environment variable NOPE is not set'],
  [{ a: '${shell:ls}' }, '${shell:…} is no known resolver'],
  [{ a: '${now:%Q}' }, 'a % form that is not known'],
  [{ a: 'x ${b}', b: [1] }, 'a list or mapping cannot be part of a text'],
  [{ a: '${b}', b: '???' }, 'has no value yet'],
])('%j is refused with its chain of keys', (tree, message) => {
  expect(failure(tree)).toMatchObject({ code: 'CONFIG_INTERPOLATION', message: expect.stringContaining(message) })
})

test('an unknown key is answered with the nearest one', () => {
  expect(failure({ training: { lr: 1 }, x: '${training.lrr}' })).toMatchObject({ hint: 'did you mean training.lr?' })
})

test('the name of the run is unknown before there is one, and a section "run" of the configuration comes first', () => {
  const before = { ...context, run: undefined }
  expect(() => resolve({ a: '${run.name}' }, before)).toThrow(/before there is a run/)
  expect(resolve({ a: '${run.name}', run: { name: 'mine' } }, context)['a']).toBe('mine')
})

test('variables of the process that the caller did not pass in cannot be read', () => {
  expect(process.env['PATH']).toBeDefined()
  expect(failure({ a: '${env:PATH}' })).toMatchObject({ code: 'CONFIG_INTERPOLATION' })
  expect(failure({ a: '${env:toString}' })).toMatchObject({ code: 'CONFIG_INTERPOLATION' })
})

test('a copied section is a copy', () => {
  const resolved = resolve({ a: { b: [1] }, c: '${a}' }, context)
  expect(resolved['c']).toEqual(resolved['a'])
  expect(resolved['c']).not.toBe(resolved['a'])
})

test('values that somebody still has to give are listed', () => {
  expect(missingKeys({ a: '???', b: { c: ['x', '???'] }, d: '????' })).toEqual(['a', 'b.c.1'])
})

test('a configuration without interpolations resolves to itself', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      expect(resolve(tree, context)).toEqual(tree)
    }),
    times(1000),
  )
})

test('escaped data survives, whatever it holds', () => {
  const parts = fc.array(fc.constantFrom('\\', '${', '}', 'a', '$', '{', '"', "'"), { maxLength: 8 })
  fc.assert(
    fc.property(parts, (text) => {
      const tree = { a: text.join(''), b: [text.join('')] }
      expect(resolve(escapeTree(tree), context)).toEqual(tree)
      expect(unescapeTree(escapeTree(tree))).toEqual(tree)
    }),
    times(5000),
  )
})

test('every key that is wrong is told once, and one that only takes its value is not', () => {
  const told: string[] = []
  const tree = { a: '${nope}', b: '${a}', c: ['x', '${env:NOPE}'], d: { e: '${.f}', f: '${d.e}' }, g: '${c}', h: 1 }
  const resolved = resolve(tree, context, ({ message }, key) => told.push(`${key}: ${message}`))
  expect(told).toEqual([
    expect.stringMatching(/^a: .*nope.*\(in a\)$/),
    expect.stringMatching(/^c.1: .*NOPE.*\(in c.1\)$/),
    expect.stringMatching(/^d.e: .*circle.*\(in d.f → d.e\)$/),
  ])
  expect(resolved).toMatchObject({ a: null, b: null, c: ['x', null], g: ['x', null], h: 1 })
})

test('what was resolved, escaped and printed is read back as it was, resolved again or not', () => {
  const text = fc.array(fc.oneof(fc.constantFrom('${a}', '\\', '${', '}', '"', "'", '\n'), anyText), { maxLength: 6 })
  const value = fc.oneof(
    anyTree,
    text.map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(fc.dictionary(anyKey, value, { maxKeys: 4 }), (tree) => {
      const read = parseConfig(printYaml(escapeTree(tree)), 'config_resolved.yaml')
      expect(resolve(read, context)).toEqual(tree)
      expect(unescapeTree(read)).toEqual(tree)
    }),
    times(1000),
  )
})

/** Keys k0…k9, some with a plain value, the others referring to each other at random: every circle can occur. */
const anyGraph = fc.array(
  fc.oneof(
    fc.integer().map((value) => ({ value, refersTo: [] as number[] })),
    fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }).map((refersTo) => ({ value: 0, refersTo })),
  ),
  { minLength: 10, maxLength: 10 },
)

test('a circle is always found, nothing else is taken for one, and no interpolation remains', () => {
  const outcomes = { circle: 0, resolved: 0 }
  fc.assert(
    fc.property(anyGraph, (nodes) => {
      const tree: ConfigTree = {}
      for (const [index, node] of nodes.entries()) {
        tree[`k${index}`] = node.refersTo.length === 0 ? node.value : node.refersTo.map((to) => `\${k${to}}`).join('-')
      }
      const reachesItself = (start: number): boolean => {
        const seen = new Set<number>()
        const visit = (at: number): boolean => {
          if (seen.has(at)) return false
          seen.add(at)
          return (nodes[at]?.refersTo ?? []).some((to) => to === start || visit(to))
        }
        return visit(start)
      }
      const hasCircle = nodes.some((_, index) => reachesItself(index))
      const result = failure(tree)
      const told: string[] = []
      resolve(tree, context, (_, key) => told.push(key))
      expect([told.length > 0, new Set(told).size]).toEqual([hasCircle, told.length])
      if (hasCircle) {
        expect(result).toMatchObject({ code: 'CONFIG_INTERPOLATION', message: expect.stringContaining('circle') })
      } else {
        expect(JSON.stringify(result)).not.toContain('${')
        expect(resolve(result as ConfigTree, context)).toEqual(result)
      }
      outcomes[hasCircle ? 'circle' : 'resolved']++
    }),
    times(5000),
  )
  expect(Math.min(outcomes.circle, outcomes.resolved)).toBeGreaterThan(500)
})

test('many interpolations side by side are no chain', () => {
  const tree: ConfigTree = { a: 1 }
  for (let index = 0; index < LIMITS.chainLength * 4; index++) tree[`k${index}`] = ['x ${a}', '${a}']
  expect(Object.values(resolve(tree, context)).slice(1)).toEqual(Array(LIMITS.chainLength * 4).fill(['x 1', 1]))
})

test.each([
  ['nested', '${'.repeat(300_000) + '}'.repeat(300_000), 'CONFIG_LIMIT'],
  ['open', '${'.repeat(400_000), 'CONFIG_LIMIT'],
  ['long key', `\${${'x'.repeat(900_000)}}`, 'CONFIG_INTERPOLATION'],
  ['quotes', `\${env:A,${`"'`.repeat(400_000)}`, 'CONFIG_INTERPOLATION'],
])('a text of a million characters is refused quickly: %s', (_, text, code) => {
  expect(failure({ a: text, b: 1 })).toMatchObject({ code, message: expect.stringMatching(/^.{20,200}$/) })
})

test('a text of a million characters is resolved quickly', () => {
  const slashes = '\\'.repeat(900_000)
  expect(resolve({ a: `${slashes}x\${b}`, b: 1 }, context)['a']).toBe(`${slashes}x1`)
  expect(resolve({ a: '${b}'.repeat(200_000), b: 1 }, context)['a']).toBe('1'.repeat(200_000))
  expect(resolve(escapeTree({ a: `${slashes}x` }), context)['a']).toBe(`${slashes}x`)
})

test('bombs made of interpolations, and too deep a tree, are refused before they grow', () => {
  const doubling: ConfigTree = { k0: 'xxxxxxxxxx' }
  const nesting: ConfigTree = { k0: [1, 1] }
  const chain: ConfigTree = { k0: 1 }
  const deep: ConfigTree = { k0: {} }
  for (let index = 1; index < 100; index++) {
    doubling[`k${index}`] = `\${k${index - 1}}\${k${index - 1}}`
    nesting[`k${index}`] = [`\${k${index - 1}}`, `\${k${index - 1}}`]
    deep[`k${index}`] = { below: `\${k${index - 1}}` }
  }
  for (let index = LIMITS.chainLength * 4; index > 0; index--) chain[`k${index}`] = `\${k${index - 1}}`
  let nested: ConfigTree = { a: 1 }
  for (let index = 0; index <= LIMITS.depth; index++) nested = { a: nested }
  for (const bomb of [doubling, nesting, chain, deep, nested]) {
    const started = performance.now()
    expect(failure(bomb)).toMatchObject({ code: 'CONFIG_LIMIT' })
    expect(performance.now() - started).toBeLessThan(10_000)
  }
})
