import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BUILTIN_LAYOUTS, placeRun, type RunIdentity, recogniseRun } from './builtin.js'
import { canonicalPath, diskPath } from './layout.js'

/** Parts that no layout may take into a path, whatever their place. */
const UNSAFE = [
  '',
  '.',
  '..',
  'a/b',
  'a\\b',
  'a:b',
  'a b',
  'con',
  'NUL.txt',
  'a.',
  '-a',
  'a\n',
  'ä',
  '%3A',
  'a'.repeat(300),
]

const PATTERNS = {
  sweep: '{project}/{model}/{date}-{counter:3}',
  nightly: 'nightly/{suite}:{model}/{timestamp}_{git_hash}',
  flat: 'by-{owner}.{counter}',
  unique: '{team}/{run_id}',
}

const PATH = /^(?:outputs|runs)(?:\/[A-Za-z0-9_][A-Za-z0-9._:-]*)+$/
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const lettersOf = (letters: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength })
const LOWER = 'abcnolptx0123456789'
const part = fc
  .tuple(lettersOf(`${LOWER}_XYZ`, 4), lettersOf(`${LOWER}XYZ._-`, 12), lettersOf(`${LOWER}_XYZ`, 2))
  .map((pieces) => pieces.join(''))
  .filter((text) => !DEVICE.test(text))
const slug = fc
  .array(lettersOf(LOWER, 5), { minLength: 1, maxLength: 4 })
  .map((words) => words.join('-'))
  .filter((text) => !DEVICE.test(text))
const at = fc
  .date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-'))
const turn = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 999_999 }))
const hash = fc.oneof(
  fc.constant('nogit'),
  fc.nat({ max: 0xffff_ffff }).map((n) => n.toString(16).padStart(8, '0')),
)
const runId = fc.nat().map((n) => `${n}-${n.toString(36).padStart(9, 'k')}`)
const number = fc.integer({ min: 1, max: 9999 })

interface Case {
  readonly identity: fc.Arbitrary<RunIdentity>
  /** Keys whose text a user chooses. */
  readonly texts: readonly string[]
}

const CASES: Readonly<Record<string, Case>> = {
  pipeline: {
    identity: fc.record({
      layout: fc.constant('pipeline'),
      name: fc.oneof(
        fc.tuple(slug, slug, fc.constantFrom('full', 'n32'), number).map(([m, d, s, n]) => `${m}-${d}-${s}-run${n}`),
        fc.constantFrom('a-b-full-ts20261121061409', 'a-b-full-ts20261121061409-2', 'alpaca_en_n32_llama_3_8b'),
      ),
    }),
    texts: ['name'],
  },
  experiment: {
    identity: fc.record({ layout: fc.constant('experiment'), project: part, stamp: at, gitHash: hash, turn }),
    texts: ['project', 'stamp', 'gitHash'],
  },
  evaluation: {
    identity: fc.record({
      layout: fc.constant('evaluation'),
      split: part,
      runType: part,
      scopeId: part,
      stamp: at,
      turn,
    }),
    texts: ['split', 'runType', 'scopeId', 'stamp'],
  },
  cluster: { identity: fc.record({ layout: fc.constant('cluster'), stamp: at, turn }), texts: ['stamp'] },
  session: {
    identity: fc.record({ layout: fc.constant('session'), sessionType: part, split: part, stamp: at, turn }),
    texts: ['sessionType', 'split', 'stamp'],
  },
  benchmark: {
    identity: fc.record({ layout: fc.constant('benchmark'), suite: part, scenario: part, runId, turn }),
    texts: ['suite', 'scenario', 'runId'],
  },
  sweep: {
    identity: patternIdentity('sweep', { project: slug, model: slug, date: at.map((text) => text.slice(0, 10)) }),
    texts: [],
  },
  nightly: {
    identity: patternIdentity('nightly', { suite: slug, model: slug, timestamp: at, git_hash: hash }),
    texts: [],
  },
  flat: { identity: patternIdentity('flat', { owner: slug }), texts: [] },
  unique: { identity: patternIdentity('unique', { team: slug, run_id: runId }), texts: [] },
}

function patternIdentity(pattern: string, values: Record<string, fc.Arbitrary<string>>): fc.Arbitrary<RunIdentity> {
  return fc.record({
    layout: fc.constant('pattern'),
    pattern: fc.constant(pattern),
    values: fc.record(values, { noNullPrototype: true }),
    number,
  })
}

test('every built-in layout and every kind of pattern has its cases', () => {
  expect(Object.keys(CASES)).toEqual([...Object.keys(BUILTIN_LAYOUTS), ...Object.keys(PATTERNS)])
})

describe.each(Object.entries(CASES))('%s', (_, { identity, texts }) => {
  test('a run is recognised where it was placed, on Windows too, and nothing around it is a run', () => {
    fc.assert(
      fc.property(identity, (given) => {
        const { path, logPath } = placeRun(given, PATTERNS)
        const onWindows = diskPath(path, true)
        expect([recogniseRun(path, PATTERNS), recogniseRun(onWindows, PATTERNS)]).toEqual([given, given])
        const foreign = [`x/${path}`, `${path}/`, path.slice(path.indexOf('/') + 1), `${path} `, `${path}:`]
        const facts = {
          isPath: PATH.test(path),
          hasOtherLogs: logPath !== path,
          hasNoColon: !onWindows.includes(':'),
          comesBack: canonicalPath(onWindows) === path && diskPath(path, false) === path,
          mistaken: foreign.filter((each) => recogniseRun(each, PATTERNS) !== undefined),
        }
        expect(facts).toEqual({ isPath: true, hasOtherLogs: true, hasNoColon: true, comesBack: true, mistaken: [] })
      }),
      { numRuns: 10_000 },
    )
  })

  test.each(texts.flatMap((key) => UNSAFE.map((text) => [key, text])))('%s %j gets no path', (key, text) => {
    const [given] = fc.sample(identity, { numRuns: 1, seed: 1 })
    const broken = { ...given, [key as 'layout']: text } as RunIdentity
    expect(() => placeRun(broken, PATTERNS)).toThrow(expect.objectContaining({ name: 'RundirError' }))
  })
})

test.each([
  '',
  '/',
  'outputs',
  'outputs/latest',
  'outputs/.tmp',
  'runs',
  'runs/a',
  'runs/a/b',
  'logs/a-b-full-run1',
  'outputs/a-b-full-run1/logs',
  'runs/outputs/2026-11-21_06-14-09_nogit',
  '../outputs/a-b-full-run1',
])('%j is foreign', (path) => expect(recogniseRun(path, PATTERNS)).toBeUndefined())

test('no run is placed where a reference to it would mean another path', () => {
  const stamped = { stamp: '2026-11-21_06-14-09', turn: 1 }
  const refused: RunIdentity[] = [
    { layout: 'experiment', project: 'outputs', gitHash: 'nogit', ...stamped },
    { layout: 'evaluation', split: 'outputs', runType: 'critic', scopeId: 's', ...stamped },
    { layout: 'pattern', pattern: 'drive', values: { model: 'c', dataset: 'd' }, number: 1 },
  ]
  for (const identity of refused)
    expect(() => placeRun(identity, { drive: '{model}:{dataset}/{counter}' })).toThrow(
      /other runs could not refer to it/,
    )
})
