import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitWords } from './command-words.js'

test.each([
  ['python3 review.py', ['python3', 'review.py']],
  ['  a\t b\n', ['a', 'b']],
  [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
  [`a'b'"c"d`, ['abcd']],
  [`a '' ""`, ['a', '', '']],
  [`'$HOME' * | ; && > $(x) \`y\``, ['$HOME', '*', '|', ';', '&&', '>', '$(x)', '`y`']],
  [`"a \\"quoted\\" \\\\ \\n"`, ['a "quoted" \\ \\n']],
  [`'\\'`, ['\\']],
  ['a\\ b', ['a b']],
])('%j has the words %j', (text, words) => {
  expect(splitWords(text, '--critic')).toEqual(words)
})

test.each(["a 'b", 'a "b', '"a\\"', 'a\\', '', '   '])('%j is refused with its flag', (text) => {
  expect(() => splitWords(text, '--critic')).toThrow(
    expect.objectContaining({ code: 'FLAG_INVALID', message: expect.stringContaining('--critic') }),
  )
})

test('words in single quotes come back as they are', () => {
  const word = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes("'"))
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
      expect(splitWords(words.map((each) => `'${each}'`).join(' '), '--critic')).toEqual(words)
    }),
    { numRuns: 2_000 },
  )
})
