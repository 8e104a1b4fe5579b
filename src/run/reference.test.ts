import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRefused } from '../../test/kit/refusal.js'
import { isReferable, parseReference, pathOfReference, referenceOf } from './reference.js'

const LAW = { numRuns: 10_000 }
const part = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._:-]{0,8}[A-Za-z0-9]$/)
const path = fc
  .tuple(fc.constantFrom('outputs', 'runs', 'runs/outputs', 'runs/c:x'), fc.array(part, { minLength: 1, maxLength: 4 }))
  .map(([root, parts]) => [root, ...parts].join('/'))

test('the reference of a path leads back to it and is read as it was written, or no run may stand there', () => {
  fc.assert(
    fc.property(path, (given) => {
      const isOdd = /^runs\/(outputs\/|[A-Za-z]:)/.test(given)
      if (!isReferable(given)) return isOdd
      const reference = referenceOf(given)
      return !isOdd && pathOfReference(reference) === given && parseReference(reference) === reference
    }),
    LAW,
  )
})

test('no text that could lead anywhere else is a reference', () => {
  const piece = fc.constantFrom('..', '.', '', 'a', 'runs', 'C:', '\\', '\0', '\n', ' ', '~')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), fc.constantFrom('/', '\\'), (pieces, separator) => {
      const text = pieces.join(separator)
      const refused = isRefused('NAME_INVALID', () => parseReference(text))
      const leadsOut = text === '' || /[\\\0]|^\/|^[A-Za-z]:/.test(text) || /(^|\/)\.{0,2}(\/|$)/.test(text)
      return refused || !leadsOut
    }),
    LAW,
  )
  expect(() => parseReference('../a')).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }))
})
