import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkManifest, ManifestProblem, makeManifest } from '../../run/manifest.js'
import { Damage } from '../../store/read.js'
import type { Json } from '../../value/json.js'
import { checkField, fieldOf, makeRow } from './row.js'

const manifest = makeManifest({
  run_id: '1763705649000-handmade1',
  name: 'mlp',
  layout: 'pipeline',
  status: 'running',
  created_at: '2026-11-21T06:14:09Z',
  started_at: '2026-11-21T06:14:10Z',
  summary: { loss: 0.5, bad: 'NaN', name: 7 },
  tags: { team: 'vision' },
})

test('a row knows how long a run took, or runs by now', () => {
  const now = Date.parse('2026-11-21T06:15:10Z')
  const took = (status: 'running' | 'lost', ended_at: string | null) =>
    makeRow({ dir: 'outputs/mlp', status, manifest: { ...manifest, ended_at } }, now).duration_ms
  expect(took('running', null)).toBe(60_000)
  expect(took('lost', null)).toBeNull()
  expect(took('lost', '2026-11-21T06:14:12Z')).toBe(2_000)
  expect(took('lost', '2026-11-21T06:14:00Z')).toBe(0)
  expect(took('lost', 'yesterday')).toBeNull()
})

test('a field is a column, a tag or a metric, and columns go before metrics of that name', () => {
  const row = makeRow({ dir: 'outputs/mlp', status: 'running', manifest }, 0)
  expect(fieldOf(row, 'loss')).toBe(0.5)
  expect(fieldOf(row, 'bad')).toBeNaN()
  expect(fieldOf(row, 'name')).toBe('mlp')
  expect(fieldOf(row, 'tag.team')).toBe('vision')
  for (const name of [
    'tag.none',
    'none',
    'tags',
    'metrics',
    'constructor',
    '__proto__',
    'tag.__proto__',
    'tag.toString',
  ])
    expect([name, fieldOf(row, name)]).toEqual([name, null])
  expect(() => checkField('lss', [row])).toThrow('no run listed has a field "lss"')
  expect(() => checkField('loss', [row])).not.toThrow()
})

test('damage has a row too', () => {
  expect(makeRow(new Damage('torn', 'outputs/x', 'it is torn'), 0)).toMatchObject({
    name: 'x',
    status: 'damaged',
    damage: 'it is torn',
    metrics: {},
  })
})

test('any manifest that is accepted has a row that is JSON', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(manifest)), fc.jsonValue({ maxDepth: 2 }), (key, value) => {
      const checked = checkManifest({ ...manifest, [key]: value } as unknown as Json)
      if (checked instanceof ManifestProblem) return
      const row = makeRow({ dir: 'outputs/mlp', status: checked.status, manifest: checked }, 0)
      expect(JSON.parse(JSON.stringify(row))).toEqual({ ...row, duration_ms: row.duration_ms })
    }),
    { numRuns: 5_000 },
  )
})
