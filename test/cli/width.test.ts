import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { widthOf } from '../../src/cli/render/table.js'

/** Every character that Unicode calls wide or full width, as Python knows it. */
const WIDE = `import sys, unicodedata
print(" ".join(str(c) for c in range(sys.maxunicode + 1) if unicodedata.east_asian_width(chr(c)) in "WF" and unicodedata.category(chr(c)) != "Cn"))`

test('every wide character of Unicode is counted as two columns, and letters of other scripts as one', () => {
  const { stdout } = spawnSync('python3', ['-c', WIDE], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  const wide = stdout.trim().split(' ').map(Number)
  expect(wide.length).toBeGreaterThan(100_000)
  expect(wide.filter((code) => widthOf(String.fromCodePoint(code)) !== 2).map((code) => code.toString(16))).toEqual([])
  for (const text of ['abc', 'äöü', 'жук', 'αβγ', '→│└', '⠁⣿', '½²']) expect(widthOf(text)).toBe([...text].length)
})
