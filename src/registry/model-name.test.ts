import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isVersion, parseAlias, parseModelName, splitModelName } from './model-name.js'
import { parseModelReference } from './model-reference.js'

describe('a model name', () => {
  test.each(['perception/segmentation/dinov3', 'dino', 'a/b/c/d/e/f/g/h', 'DINOv3', 'gpt-2.5_x'])(
    '%s names a model',
    (text) => {
      expect(parseModelName(text)).toBe(text)
    },
  )

  test.each([
    ['../x', 'PATH_ESCAPES'],
    ['a/../../x', 'PATH_ESCAPES'],
    ['/etc/passwd', 'PATH_ESCAPES'],
    ['C:/x', 'PATH_ESCAPES'],
    ['a\\b', 'PATH_ESCAPES'],
    ['a\0b', 'PATH_ESCAPES'],
    ['', 'PATH_ESCAPES'],
    ['a//b', 'PATH_ESCAPES'],
    ['a/b/', 'PATH_ESCAPES'],
    ['.hidden/x', 'NAME_INVALID'],
    ['con/x', 'NAME_INVALID'],
    ['a/NUL.txt', 'NAME_INVALID'],
    ['a/b.', 'NAME_INVALID'],
    ['a/trained/b', 'NAME_INVALID'],
    ['a/Pretrained', 'NAME_INVALID'],
    ['aliases', 'NAME_INVALID'],
    ['a/naïve', 'NAME_INVALID'],
    ['a/b/c/d/e/f/g/h/i', 'NAME_TOO_LONG'],
    ['x'.repeat(200), 'NAME_TOO_LONG'],
  ])('%j is refused', (text, code) => {
    expect(() => parseModelName(text)).toThrow(expect.objectContaining({ code }))
  })

  test('whatever the text is, it is refused or stays below its folder', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a./\\:@ -]{0,12}$/)), (text) => {
        for (const parse of [parseModelName, (given: string) => parseModelReference(given).path]) {
          try {
            expect(parse(text)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/)
          } catch (error) {
            expect(error).toMatchObject({ name: 'RundirError' })
          }
        }
      }),
    )
  })

  test('its last part is the model, the rest is the skill', () => {
    expect(splitModelName(parseModelName('perception/segmentation/dinov3'))).toEqual({
      skill: 'perception/segmentation',
      name: 'dinov3',
    })
    expect(splitModelName(parseModelName('dino'))).toEqual({ skill: '', name: 'dino' })
  })
})

test.each([
  ['2026-11-21_1a2b3c4d', true],
  ['2026-11-21_nogit', true],
  ['2026-11-21_1a2b3c4d_2', true],
  ['2026-11-21_1a2b3c4d_1', false],
  ['2026-13-21_1a2b3c4d', false],
  ['2026-11-21_1A2B3C4D', false],
  ['2026-11-21', false],
  ['2026-11-21-1a2b3c4d', false],
  ['latest', false],
])('%s is a version: %s', (text, expected) => {
  expect(isVersion(text)).toBe(expected)
})

test.each(['latest', 'Champion', '2', '', 'a/b', '../x', 'a@b', 'x'.repeat(65), 'v 1'])(
  '%j cannot be an alias',
  (text) => {
    expect(() => parseAlias(text)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }))
  },
)

test.each([
  ['local://seg/dino', 'seg/dino', undefined],
  ['seg/dino', 'seg/dino', undefined],
  ['local://seg/dino/', 'seg/dino', undefined],
  ['local://seg/dino@champion', 'seg/dino', 'champion'],
  ['local://seg/dino/trained/default/2026-11-21_nogit', 'seg/dino/trained/default/2026-11-21_nogit', undefined],
])('%s is a reference', (text, path, alias) => {
  expect(parseModelReference(text)).toEqual({ path, alias })
})

test.each([
  'local:///etc/passwd',
  'local://../x',
  'local://a/%2e%2e/b',
  'local://a@b@c',
  'local://a@',
  'local://',
  'file:///etc/passwd',
  'https://example.org/x',
  'local://local://a',
])('%s is no reference', (text) => {
  expect(() => parseModelReference(text)).toThrow(expect.objectContaining({ name: 'RundirError' }))
})
