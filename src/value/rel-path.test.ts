import { posix, win32 } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRelPath, parseRelPath } from './rel-path.js'

const piece = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    '/',
    '\\',
    '//',
    'C:',
    'c:\\',
    '\\\\server\\share',
    '~',
    'a',
    '..a',
    'a..',
    '...',
    '\0',
    '\n',
    'nul',
    'a:b',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
)

test('no path that is accepted leads out of its folder, on any system', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.constantFrom('', '/', '\\'), (pieces, between) => {
      const text = pieces.join(between)
      if (!isRelPath(text)) {
        expect(() => parseRelPath(text)).toThrow(expect.objectContaining({ code: 'PATH_ESCAPES' }))
        return
      }
      expect(posix.resolve('/root/folder', text)).toBe(`/root/folder/${text}`)
      expect(win32.resolve('D:\\root\\folder', text)).toBe(`D:\\root\\folder\\${text.replaceAll('/', '\\')}`)
      expect(parseRelPath(text)).toBe(text)
    }),
    { numRuns: 20_000 },
  )
})

test.each(['a', 'a/b.txt', 'runs/evals/critic:train/x', '..a/b', 'a b/ä', '...', '.hidden'])(
  '%j is a path below a folder',
  (text) => {
    expect(parseRelPath(text)).toBe(text)
  },
)

test.each(['', '.', '..', '/', '/a', 'a/', 'a//b', 'a/./b', 'a/../b', '../a', 'a\\b', 'C:/a', 'c:a', 'a\0b', 'a\nb'])(
  '%j is none',
  (text) => {
    expect(isRelPath(text)).toBe(false)
  },
)
