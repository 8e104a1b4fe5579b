import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyTree, times } from '../../test/config/any-config.js'
import { diffConfigs } from './difference.js'
import { leafKeys } from './key-path.js'

test('leaves are added, removed and changed; lists count as a whole', () => {
  const before = { a: 1, b: { c: 2, d: [1, 2] }, e: { f: 1 }, same: { x: [1] } }
  const after = { a: 1.5, b: { d: [1, 3] }, e: 5, same: { x: [1] }, g: { h: {}, i: null } }
  expect(diffConfigs(before, after)).toEqual([
    { kind: 'changed', key: 'a', before: 1, after: 1.5 },
    { kind: 'removed', key: 'b.c', before: 2 },
    { kind: 'changed', key: 'b.d', before: [1, 2], after: [1, 3] },
    { kind: 'changed', key: 'e', before: { f: 1 }, after: 5 },
    { kind: 'added', key: 'g.h', after: {} },
    { kind: 'added', key: 'g.i', after: null },
  ])
})

test('a configuration does not differ from itself, and from nothing by all its leaves', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      expect(diffConfigs(tree, structuredClone(tree))).toEqual([])
      const keys = Object.keys(tree).length === 0 ? [] : leafKeys(tree)
      expect(diffConfigs({}, tree).map((one) => one.key)).toEqual(keys)
    }),
    times(400),
  )
})
