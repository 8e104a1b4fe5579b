import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recogniseRun } from './builtin.js'
import { parsePattern } from './pattern.js'

test.each([
  ['{counter}/{model}', 'last part'],
  ['{model}/{model}', 'twice'],
  ['{model}{counter}', 'nothing stands between'],
  ['{model}1{counter}', 'joins'],
  ['{model}-{dataset}', '{dataset} and the text before it'],
  ['{model}-{counter}-{dataset}', '{dataset} and the text before it'],
  ['../{model}', 'cannot be'],
  ['/{model}', 'cannot be'],
  ['{model}/', 'cannot be'],
  ['a//{model}', 'cannot be'],
  ['con/{model}', 'cannot be'],
  ['.git/{model}', 'cannot be'],
  ['a\\{model}', 'neither a {placeholder}'],
  ['{Model}', 'neither a {placeholder}'],
  ['{model', 'neither a {placeholder}'],
  ['{model}.', 'begins or ends'],
  ['-{model}', 'begins or ends'],
  ['', 'cannot be'],
])('the pattern %j is refused', (text, why) => {
  expect(() => parsePattern('mine', text)).toThrow(
    expect.objectContaining({ code: 'SETTINGS_INVALID', message: expect.stringContaining(why) }),
  )
})

test('a counter has at least its digits and grows beyond them', () => {
  const layout = parsePattern('mine', '{model}/{counter:3}')
  const path = (number: number) =>
    layout.place({ layout: 'pattern', pattern: 'mine', values: { model: 'm' }, number }).path
  expect([path(7), path(999), path(1000)]).toEqual(['runs/m/007', 'runs/m/999', 'runs/m/1000'])
  expect(layout.recognise('runs/m/0999')).toBeUndefined()
  expect(layout.recognise('runs/m/000')).toBeUndefined()
})

test('a value that is missing is asked for by its flag', () => {
  const layout = parsePattern('mine', '{team_name}/{counter}')
  expect(() => layout.place({ layout: 'pattern', pattern: 'mine', values: {}, number: 1 })).toThrow(
    expect.objectContaining({ code: 'ARGUMENT_MISSING', hint: 'give --team-name' }),
  )
})

test('a pattern cannot take the name of a built-in layout', () => {
  expect(() => recogniseRun('runs/a', { cluster: '{model}' })).toThrow(/cannot be the name of a layout/)
})

/** Patterns from the grammar; those that are refused say nothing about the law. */
const token = fc.constantFrom(
  '{model}',
  '{dataset}',
  '{date}',
  '{time}',
  '{git_hash}',
  '{run_id}',
  '{timestamp}',
  '{counter}',
  '{counter:3}',
  '-',
  '_',
  '.',
  ':',
  'x',
  '7',
  '-v-',
)
const pattern = fc
  .array(
    fc.array(token, { minLength: 1, maxLength: 5 }).map((tokens) => tokens.join('')),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => parts.join('/'))
const slug = fc
  .stringMatching(/^[a-z0-9]{1,3}(-[a-z0-9]{1,3}){0,3}$/)
  .filter((text) => !/^(con|prn|aux|nul|com\d|lpt\d)$/.test(text))
const values = fc.record({
  model: slug,
  dataset: slug,
  date: fc.constant('2026-11-21'),
  time: fc.constant('06-14-09'),
  git_hash: fc.constantFrom('nogit', '0a1b2c3d'),
  run_id: fc.constant('1763705649000-k3j9x2m8p'),
  timestamp: fc.constant('2026-11-21_06-14-09'),
})

test('whatever pattern is accepted, a run is recognised where it was placed', () => {
  let accepted = 0
  fc.assert(
    fc.property(pattern, values, fc.integer({ min: 1, max: 2000 }), (text, all, number) => {
      const layout = parsedOrRefused(text)
      if (layout === undefined) return
      accepted++
      const used = Object.fromEntries(layout.placeholders.map((key) => [key, Reflect.get(all, key)]))
      const identity = { layout: 'pattern', pattern: 'mine', values: used, number } as const
      const { path } = layout.place(identity)
      expect(layout.recognise(path)).toEqual(identity)
      expect(layout.numberOf(used, path.toUpperCase().replace('RUNS/', 'runs/'))).toBe(number)
    }),
    { numRuns: 70_000 },
  )
  expect(accepted).toBeGreaterThan(10_000)
})

function parsedOrRefused(text: string) {
  try {
    return parsePattern('mine', text)
  } catch (error) {
    expect(error).toMatchObject({ code: 'SETTINGS_INVALID' })
    return undefined
  }
}
