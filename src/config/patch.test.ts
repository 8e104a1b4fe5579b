import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson5 } from './json5-text.js'
import { type Patch, patchJson5 } from './patch.js'
import { type ConfigTree, type ConfigValue, copyTree, copyValue } from './tree.js'

const TEMPLATE = `// kept by hand
{
  name: 'web', // what people call it
  "version": "1",
  /* one line */ nested: { a: 1, b: [1, 2, 3], },
  list: [
    'one', // first
    'two'  // second
  ],
  draft: true, // to go
  empty: [ // to be filled
  ],
}
// the end
`

const patched = (patch: unknown, text = TEMPLATE): string =>
  patchJson5(text, copyValue(patch, 'the patch') as Patch, 't.json5')

describe('a merge patch', () => {
  test('changes what it names and leaves every other character', () => {
    expect(patched({ name: 'site', draft: null, nested: { a: null, c: "it's" }, more: { 'a b': [true, null] } })).toBe(
      TEMPLATE.replace("'web'", "'site'")
        .replace('  draft: true, // to go\n', '')
        .replace('{ a: 1, b: [1, 2, 3], }', `{ b: [1, 2, 3], c: "it's", }`)
        .replace('  ],\n}\n', `  ],\n  more: { 'a b': [true, null] },\n}\n`),
    )
  })

  test('does what RFC 7386 says in its table', () => {
    const cases: [object, object, object][] = [
      [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
      [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
      [{ a: 'b' }, { a: null }, {}],
      [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
      [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
      [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
      [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
      [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
      [{ e: null }, { a: 1 }, { e: null, a: 1 }],
      [{ a: 'foo' }, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    ]
    for (const [target, patch, result] of cases)
      expect(parseJson5(patched(patch, JSON.stringify(target)), 't')).toEqual(result)
  })
})

describe('a JSON patch', () => {
  test('adds to lists, moves and tests, and leaves every other character', () => {
    expect(
      patched([
        { op: 'test', path: '/nested/b/1', value: 2 },
        { op: 'add', path: '/list/-', value: 'three' },
        { op: 'add', path: '/list/0', value: 'zero' },
        { op: 'remove', path: '/list/2' },
        { op: 'add', path: '/empty/-', value: 5 },
        { op: 'move', from: '/nested/b/0', path: '/empty/0' },
        { op: 'copy', from: '/name', path: '/alias' },
      ]),
    ).toBe(
      TEMPLATE.replace(`    'one', // first\n    'two'  // second\n`, `    'zero',\n    'one', // first\n    'three'\n`)
        .replace('[1, 2, 3]', '[2, 3]')
        .replace('[ // to be filled\n', '[\n    1,\n    5 // to be filled\n')
        .replace('  ],\n}\n', `  ],\n  alias: 'web',\n}\n`),
    )
  })

  test.each([
    [[1], 'operation 1 of the patch is no mapping'],
    [[{ op: 'add', path: '/a' }], 'operation 1 of the patch has no value'],
    [[{ op: 'set', path: '/a', value: 1 }], 'is "set", which is none of add'],
    [[{ op: 'add', path: 'a', value: 1 }], 'has the path "a", which is no JSON pointer'],
    [[{ op: 'add', path: '/list/7', value: 1 }], 'names the place 7 of a list with 2'],
    [[{ op: 'add', path: '/list/01', value: 1 }], 'names the place 01 of a list'],
    [[{ op: 'add', path: '/name/x', value: 1 }], 'finds no mapping and no list at "/name"'],
    [
      [
        { op: 'test', path: '/name', value: 'web' },
        { op: 'remove', path: '/nope' },
      ],
      'operation 2 of the patch finds nothing',
    ],
    [[{ op: 'test', path: '/name', value: 1 }], 'finds another value at "/name"'],
    [[{ op: 'move', from: '/nested', path: '/nested/x' }], 'moves a value into itself'],
    [[{ op: 'remove', path: '' }], 'removes the whole document'],
    [[{ op: 'replace', path: '', value: [] }], 'leaves no mapping'],
  ])('%j is refused with its place', (patch, message) => {
    expect(() => patched(patch)).toThrow(
      expect.objectContaining({ code: 'VALUE_INVALID', message: expect.stringContaining(message) }),
    )
  })
})

const LAW = { numRuns: process.env['RUNDIR_SOAK'] === undefined ? 400 : 20_000 }
const key = fc.oneof(fc.constantFrom('a', 'b', 'c', 'a b', '$x', '0', '', "q'"), fc.stringMatching(/^[a-z]{1,3}$/))
const scalar: fc.Arbitrary<ConfigValue> = fc.oneof(
  fc.constantFrom<ConfigValue>(
    null,
    true,
    -0,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    1e21,
    '',
    'it\'s "so"',
    'a\nb\u2028c',
    '// no comment',
  ),
  fc.integer(),
  fc.string(),
)
const { value } = fc.letrec<{ value: ConfigValue; tree: ConfigTree }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 4 }), tie('tree')),
  tree: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
}))
const tree = fc.dictionary(key, value, { maxKeys: 4 })
const gap = fc.constantFrom('', ' ', '\n  ', '\r\n\t', ' // x\n', '/* y */', ' /* z\n z */ ', '\u00a0')

/** A value as a person might have written it: any white space and comments, either quotes, commas at the end or not. */
function written(of: ConfigValue, next: () => string, flip: () => boolean): string {
  const text = (word: string): string => {
    const printed = JSON.stringify(word).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
    return flip() ? printed : `'${printed.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  }
  const items = (parts: string[]): string =>
    parts.map((part) => next() + part + next()).join(',') + (parts.length > 0 && flip() ? `,${next()}` : '')
  if (Array.isArray(of)) return `[${items(of.map((item) => written(item, next, flip)))}${next()}]`
  if (typeof of === 'object' && of !== null) {
    const members = Object.entries(of).map(([name, item]) => {
      const printed = /^[a-z$]+$/.test(name) && flip() ? name : text(name)
      return `${printed}${next()}:${next()}${written(item, next, flip)}`
    })
    return `{${items(members)}${next()}}`
  }
  if (typeof of === 'string') return text(of)
  return Object.is(of, -0) ? '-0' : String(of)
}

const document = fc.tuple(tree, fc.infiniteStream(gap), fc.infiniteStream(fc.boolean())).map(([of, gaps, flips]) => {
  const [next, flip] = [() => gaps.next().value ?? '', () => flips.next().value ?? false]
  return { of, text: next() + written(of, next, flip) + next() }
})

/** RFC 7386, as it stands there. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const isTree = typeof target === 'object' && target !== null && !Array.isArray(target)
  const result: Record<string, unknown> = isTree ? { ...target } : {}
  for (const [name, item] of Object.entries(patch)) {
    if (item === null) delete result[name]
    else result[name] = mergePatch(result[name], item)
  }
  return result
}

const isWithin = (short: string, long: string): boolean => {
  let at = 0
  for (const character of long) if (character === short[at]) at += character.length
  return at >= short.length
}

test('whatever the layout, a merge patch gives the value of RFC 7386', () => {
  fc.assert(
    fc.property(document, tree, ({ of, text }, patch) => {
      expect(parseJson5(patched(patch, text), 't')).toEqual(copyTree(mergePatch(of, patch), 't'))
    }),
    LAW,
  )
})

test('whatever the layout, what is only added to takes nothing away', () => {
  fc.assert(
    fc.property(document, value, ({ of, text }, added) => {
      const lists = Object.entries(of).flatMap(([name, item]) =>
        Array.isArray(item) ? [`/${name}/-`, `/${name}/0`] : [],
      )
      const operations = [...lists, '/new'].map((path) => ({ op: 'add', path, value: added }))
      const result = patched(operations, text)
      expect(isWithin(text.replace(/\s/g, ''), result.replace(/\s/g, ''))).toBe(true)
    }),
    LAW,
  )
})
