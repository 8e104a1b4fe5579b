import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPathPart, isReservedName } from './path-part.js'
import { fileSpecimenSlug, parseSpecimenSlug, parseSplit, specimenScopeId } from './specimen.js'

test('a specimen is a project, a slash and a sequence', () => {
  expect(parseSpecimenSlug('adgn/2025-08-29-00')).toBe('adgn/2025-08-29-00')
})

test.each(['a/b/c', '/a', 'a/', 'a/..', './a', 'a b/c', 'a\\b/c', 'a/b\n', '', '/', 'é/a'])(
  '%j is no specimen',
  (text) => {
    expect(() => parseSpecimenSlug(text)).toThrow(/is not \{project\}/)
  },
)

test('a flat specimen is refused with the place where it belongs', () => {
  const flat = '2025-08-29-pyright_watch_report'
  expect(() => parseSpecimenSlug(flat)).toThrow(
    expect.objectContaining({ code: 'NAME_INVALID', hint: `use misc/${flat}` }),
  )
  expect(fileSpecimenSlug(flat)).toBe(`misc/${flat}`)
  expect(fileSpecimenSlug('a/b')).toBe('a/b')
})

test('the scope of every specimen is one folder that begins with the word', () => {
  const segment = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}[A-Za-z0-9]$/)
  fc.assert(
    fc.property(segment, segment, (project, sequence) => {
      const scope = specimenScopeId(parseSpecimenSlug(`${project}/${sequence}`))
      expect(scope).toBe(`specimen-${project}__${sequence}`)
      expect(isPathPart(scope)).toBe(true)
    }),
    { numRuns: 10_000 },
  )
})

test('a workspace adds splits of its own', () => {
  expect(parseSplit('valid', [])).toBe('valid')
  expect(parseSplit('holdout', ['holdout'])).toBe('holdout')
  expect(() => parseSplit('holdout', [])).toThrow(
    expect.objectContaining({ hint: 'use train, valid, all, or add it to splits: in the workspace file' }),
  )
  expect(() => parseSplit('holdotu', ['holdout'])).toThrow(expect.objectContaining({ hint: 'did you mean holdout?' }))
  expect(() => parseSplit('..', ['..'])).toThrow(/is not a split/)
})

test.each(['con', 'CON', 'nul.txt', 'Com1', 'lpt9.log', 'aux', 'prn'])('%s is a device on Windows', (name) => {
  expect(isReservedName(name)).toBe(true)
  expect(isPathPart(name)).toBe(false)
})

test.each(['console', 'com', 'com10', 'null', 'a.con'])('%s is a plain name', (name) =>
  expect(isPathPart(name)).toBe(true),
)

test.each(['.', '..', '.git', '-rf', 'a.', 'a b', 'a/b', 'a:b', '', 'ä', 'a\n', 'a'.repeat(129)])(
  '%j is no folder',
  (name) => {
    expect(isPathPart(name)).toBe(false)
  },
)
