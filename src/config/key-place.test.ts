import { expect, test } from 'vitest'
import { findKeyPlace } from './key-place.js'

const YAML = 'a: 1\nb:\n  c: {d: x}\n  list: [1, {e: 2}]\n'

test.each([
  [YAML, ['a'], { line: 1, column: 1 }],
  [YAML, ['b', 'c', 'd'], { line: 3, column: 7 }],
  [YAML, ['b', 'list', '1', 'e'], { line: 4, column: 14 }],
  [YAML, ['b', 'list', '0'], { line: 4, column: 10 }],
  ['{"a": {\n "b": 1}}', ['a', 'b'], { line: 2, column: 2 }],
  [YAML, ['b', 'nope'], undefined],
  [YAML, ['a', 'deeper'], undefined],
  [YAML, ['b', 'list', '9'], undefined],
  ['', ['a'], undefined],
])('in %j the key %j stands at %j', (text, path, place) => {
  expect(findKeyPlace(text, path)).toEqual(place)
})
