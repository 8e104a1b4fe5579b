import { expect, test } from 'vitest'
import { findYamlSurprises } from './surprise.js'

test('unquoted text that older readers take for something else is found with its place', () => {
  const text =
    'country: no\nmode: 0644\nat: 1:30\nn: 1_000\nday: 2024-01-01\nlist: [on, "off", 0b1]\nfine: 12\nyes: 1\n'
  expect(findYamlSurprises(text).map((one) => `${one.line}:${one.column} ${one.text} = ${one.elsewhere}`)).toEqual([
    '1:10 no = false',
    '2:7 0644 = an octal number',
    '3:5 1:30 = a number in base 60',
    '4:4 1_000 = a number',
    '5:6 2024-01-01 = a date',
    '6:8 on = true',
    '6:19 0b1 = a binary number',
    '8:1 yes = true',
  ])
})

test.each([
  ['1e-3', 'text', '0.001'],
  ['1e-7', 'text', '1.0e-7'],
  ['1.5e3', 'text', '1500'],
  ['+.5', 'text', '0.5'],
  ['-.5', 'text', '-0.5'],
  ['0o14', 'text', '12'],
  ['08', 'text', '8'],
  ['012', 'an octal number', '12'],
  ['1_000', 'a number', '"1_000"'],
])('%s is %s to readers of YAML 1.1, and %s to all', (text, elsewhere, alike) => {
  expect(findYamlSurprises(`a: ${text}`)).toMatchObject([{ elsewhere, alike }])
  expect(findYamlSurprises(`a: ${alike}`)).toEqual([])
})

test('a configuration without doubt has none', () => {
  const numbers = '[12, 0, -1, +2, 1.5, 1., .5, 0.1, 1.0e-3, 1.5e+10, 0x1F, .inf, -.inf, .nan]'
  expect(findYamlSurprises(`a: "no"\nb: ${numbers}\nc: text\nd: "1e-3"\ne: |\n  no\n`)).toEqual([])
})
