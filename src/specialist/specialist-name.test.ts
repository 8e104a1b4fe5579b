import { describe, expect, test } from 'vitest'
import {
  specialistNameForListing,
  specialistNameFromPath,
  stripOrganisation,
  templateNameIn,
} from './specialist-name.js'

test.each([
  ['@zephyr-cloud/nextjs-specialist', 'nextjs-specialist'],
  ['nextjs-specialist', 'nextjs-specialist'],
  ['@/nextjs', '@/nextjs'],
  ['zephyr/nextjs', 'zephyr/nextjs'],
])('the name %s without its organisation is %s', (given, name) => {
  expect(stripOrganisation(given)).toBe(name)
})

describe('the name of a specialist from the path of its template', () => {
  test.each([
    ['templates/nextjs-specialist-template.json5', 'nextjs-specialist'],
    ['/anywhere/templates/nextjs-specialist-template.json5', 'nextjs-specialist'],
    ['C:\\work\\templates\\nextjs-specialist-template.json5', 'nextjs-specialist'],
    ['templates/react-template.jsonc', 'react'],
    ['templates/react-template.json', 'react'],
    ['templates/react.json5', 'react'],
    ['templates/next.js-template.json5', 'next.js'],
    ['templates/template-template.json5', 'template'],
  ])('%s is %s', (path, name) => {
    expect(specialistNameFromPath(path, { name: 'other' })).toBe(name)
  })

  test('falls back to the name in the template when nothing is left', () => {
    expect(specialistNameFromPath('templates/-template.json5', { name: 'inside' })).toBe('inside')
    expect(specialistNameFromPath('templates/-template.json5')).toBe('')
  })
})

describe('the name in a list', () => {
  test.each([
    ['nextjs-specialist-template.json5', undefined, 'nextjs-specialist'],
    ['nextjs-template.json5', undefined, 'nextjs-specialist'],
    ['nextjs-template.json', undefined, 'nextjs-specialist'],
    ['nextjs-template.json5', '', 'nextjs-specialist'],
    ['a-template.json5', 'nextjs-specialist', 'nextjs-specialist'],
    ['a-template.json5', '@org/nextjs-specialist', '@org/nextjs-specialist'],
    ['a-template.json5', 'nextjs', 'nextjs-specialist'],
  ])('%s with the name %s is %s', (file, name, listed) => {
    expect(specialistNameForListing(file, { name })).toBe(listed)
  })
})

test.each([
  ['nextjs-specialist-template.json5', 'nextjs-specialist'],
  ['a.b-template.jsonc', 'a.b'],
  ['-template.json5', undefined],
  ['nextjs.json5', undefined],
  ['nextjs-template.yaml', undefined],
])('the file %s holds the template %s', (file, name) => {
  expect(templateNameIn(file)).toBe(name)
})
