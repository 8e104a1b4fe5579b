import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRefused } from '../../test/kit/refusal.js'
import { type Patterns, patternLayout, placeRun, type RunIdentity, recogniseRun } from './builtin.js'
import { checkPatterns } from './check-patterns.js'

const refusal = (message: string | RegExp) =>
  expect.objectContaining({ code: 'SETTINGS_INVALID', message: expect.stringMatching(message) })

describe('layouts that could give one path are refused, with both', () => {
  test.each([
    [
      { u: '{user}/{model}/{date}-{counter:3}', w: '{phase}/{model}/{date}-{counter:3}' },
      /^layouts\.w .* as layouts\.u /,
    ],
    [{ u: '{model}/{counter}', w: '{dataset}/{counter:3}' }, /layouts\.u/],
    [{ u: 'a-{model}/x', w: '{dataset}/x_{counter}' }, /^layouts\.w .* as layouts\.u /],
    [{ p: '{project}/{timestamp}_{git_hash}' }, /the layout experiment$/],
    [{ p: '{project}/{model}/{dataset}/{timestamp}' }, /the layout evaluation$/],
    [{ p: 'cluster/{timestamp}' }, /the layout cluster$/],
    [{ p: 'evals/{model}:{dataset}/{timestamp}' }, /the layout session$/],
    [{ p: 'benchmarks/{model}/{dataset}/{run_id}' }, /the layout benchmark$/],
  ] as [Record<string, string>, RegExp][])('%j', (patterns, other) => {
    expect(() => checkPatterns(patterns)).toThrow(refusal(other))
  })

  test.each([
    { u: 'a/{model}/{date}-{counter:3}', w: 'b/{model}/{date}-{counter:3}' },
    { u: '{project}/{model}/{date}-{counter:3}', w: '{project}/{model}_{dataset}/{counter}' },
    { u: '{model}/{counter}', w: '{model}/{date}' },
    { u: 'Nightly/{model}-{time}', w: 'nightly/{model}-{time}' },
  ])('others are not: %j', (patterns) => checkPatterns(patterns))
})

test('a placeholder that nothing fills is refused with those that can be used', () => {
  expect(() => checkPatterns({ p: '{owner}-{counter}' })).toThrow(
    expect.objectContaining({
      message: 'layouts.p "{owner}-{counter}" has {owner}, which nothing fills',
      hint: expect.stringContaining('{project}, {model}, {dataset}'),
    }),
  )
  expect(() => checkPatterns({ p: '{modell}/{counter}' })).toThrow(
    expect.objectContaining({ hint: 'did you mean model?' }),
  )
})

/** Few letters, so that patterns and values meet. */
const folder = fc.constantFrom(
  ...['a', '1', 'cluster', '{project}', 'a-{project}', '{project}-1', '{user}_a', '{user}.{project}', '1-{user}'],
)
const last = fc.constantFrom(
  ...['{model}', '{date}', '{timestamp}', '{git_hash}', '{run_id}', '{counter}', '{counter:3}', '{date}-{counter:3}'],
  ...[
    '{model}-{date}',
    '{model}_{dataset}',
    '{date}_{counter}',
    'a-{git_hash}',
    '{timestamp}_{git_hash}',
    'nogit',
    'a',
  ],
  ...[
    '{model}-{counter}',
    '{model}_{counter}',
    '{model}.1',
    '1-{run_id}',
    '{time}',
    '{time}_{model}',
    '{timestamp}-{model}',
  ],
)
const pattern = fc
  .tuple(fc.array(folder, { minLength: 0, maxLength: 2 }), last)
  .map(([folders, name]) => [...folders, name].join('/'))
const slug = fc.constantFrom(
  'a',
  '1',
  'a-1',
  '1-a',
  'nogit',
  'cluster',
  '0a1b2c3d',
  '2026-11-21',
  '001',
  '1763-k3j9x2m8p',
)
const values = fc.record({
  project: slug,
  user: slug,
  model: slug,
  dataset: slug,
  time: fc.constant('06-14-09'),
  date: fc.constant('2026-11-21'),
  timestamp: fc.constant('2026-11-21_06-14-09'),
  git_hash: fc.constantFrom('nogit', '0a1b2c3d'),
  run_id: fc.constantFrom('1763705649000-k3j9x2m8p', '1763-k3j9x2m8p'),
})

test('whatever layouts a workspace may have, each of its runs is read back from its path', () => {
  let accepted = 0
  let refused = 0
  fc.assert(
    fc.property(pattern, pattern, values, fc.constantFrom(1, 2, 21, 120), (first, second, all, number) => {
      if (!isUsable({ first }) || !isUsable({ second })) return
      const patterns = { first, second }
      if (!isUsable(patterns)) {
        refused++
        return
      }
      accepted++
      for (const name of ['first', 'second']) {
        const { placeholders } = patternLayout(name, patterns)
        const used = Object.fromEntries(placeholders.map((key) => [key, Reflect.get(all, key)]))
        const identity: RunIdentity = { layout: 'pattern', pattern: name, values: used, number }
        expect(recogniseRun(placeRun(identity, patterns).path, patterns)).toEqual(identity)
      }
    }),
    { numRuns: 20_000 },
  )
  expect(accepted).toBeGreaterThan(10_000)
  expect(refused).toBeGreaterThan(100)
})

const known = new Map<string, boolean>()

function isUsable(patterns: Patterns): boolean {
  const key = JSON.stringify(patterns)
  const answer = known.get(key) ?? !isRefused('SETTINGS_INVALID', () => checkPatterns(patterns))
  known.set(key, answer)
  return answer
}
