import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyKey, anyValue, times } from '../../test/config/any-config.js'
import { parseLiteral } from './literal.js'
import { parseOverride, printOverride } from './override.js'
import { printLiteral } from './print-literal.js'

test('every value that is printed is read back as it was', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(parseLiteral(printLiteral(value), 'x')).toEqual(value)
    }),
    times(10_000),
  )
})

test('every override that is printed is read back as it was', () => {
  const anyOverride = fc.record({
    mode: fc.constantFrom('set' as const, 'add' as const, 'force' as const, 'remove' as const),
    path: fc.array(anyKey, { minLength: 1, maxLength: 4 }),
    value: anyValue,
  })
  fc.assert(
    fc.property(anyOverride, (override) => {
      expect(parseOverride(printOverride(override))).toEqual(override)
    }),
    times(10_000),
  )
})

test('values of a hundred thousand characters are printed and read quickly', () => {
  for (const unit of ['\\', "'", "\\'", '"', '[', '{a:', '\\x', ' ']) {
    const value = unit.repeat(100_000)
    expect(parseLiteral(printLiteral(value), 'x')).toBe(value)
  }
})

test('no text crashes the grammar: it is read or refused with a code', () => {
  const pieces = fc.constantFrom(...'a=1[]{}(),:\'"\\ ${}+~.-', '${a}', "'", 'range(', 'int(', '1e999', '__proto__')
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
      try {
        parseOverride(parts.join(''))
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^CONFIG_(?:OVERRIDE|KEY|LIMIT)$/) })
      }
    }),
    times(10_000),
  )
})

test.each([
  ['a=1,2', "'1,2'"],
  ['a=f(x)', 'need quotes|needs quotes'],
  ['dev-sft', 'key.path=value.*; a profile is named by --profile dev-sft'],
  ['+++a=1', 'key.path=value'],
  ['a@b=1', 'key.path=value'],
])('the refusal of %s says what to write', (text, hint) => {
  expect(() => parseOverride(text)).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }))
})

test.each(['__proto__.x=1', 'a.constructor=1', '+a={prototype: 1}', 'a=[{__proto__: {x: 1}}]'])(
  'the override %s is refused',
  (text) => {
    expect(() => parseOverride(text)).toThrow(expect.objectContaining({ code: 'CONFIG_KEY' }))
  },
)
