import { describe, expect, test } from 'vitest'
import { makeManifest } from '../../run/manifest.js'
import { makeRow, type Row } from '../look/row.js'
import { newestRows, parseKeepRule } from './keep-rule.js'

const row = (more: Parameters<typeof rowOf>[0] = {}): Row => rowOf(more)

function rowOf(more: Partial<Parameters<typeof makeManifest>[0]>): Row {
  const name = more.name ?? 'm-d-full-run1'
  const known = { run_id: '1-abcdefghi', name, layout: 'pipeline', created_at: '2026-11-21T06:14:09Z' }
  const manifest = makeManifest({ status: 'completed', ...known, ...more })
  return makeRow({ dir: `outputs/${name}`, manifest, status: manifest.status }, 0)
}

describe('a rule of --keep', () => {
  test.each([
    ['last=10', { kind: 'last', count: 10, per: undefined }],
    ['last.project_name=3', { kind: 'last', count: 3, per: 'project_name' }],
    ['last.tag.team=3', { kind: 'last', count: 3, per: 'tag.team' }],
    ['within=30d', { kind: 'within', lengthMs: 30 * 86_400_000 }],
    ['lineage=outputs/m-d-full-run1', { kind: 'lineage', run: 'outputs/m-d-full-run1' }],
  ])('%s is understood', (text, expected) => {
    expect(parseKeepRule(text)).toEqual({ text, ...expected })
  })

  test.each([
    ['size<100MB', [99_999_999], [100_000_000]],
    ['size>=1KiB', [1024], [1023]],
  ])('%s is true of sizes', (text, kept, others) => {
    const rule = parseKeepRule(text)
    if (rule.kind !== 'size') throw new Error(`impossible: ${rule.kind}`)
    expect(kept.every(rule.holds)).toBe(true)
    expect(others.some(rule.holds)).toBe(false)
  })

  test.each([
    ['status=completed', row(), row({ status: 'failed' })],
    ['status!=failed', row(), row({ status: 'failed' })],
    ['tag.team=vision', row({ tags: { team: 'vision' } }), row({ tags: { team: 'audio' } })],
    ['metric.loss<0.5', row({ summary: { loss: 0.25 } }), row({ summary: { loss: 0.75 } })],
    ['metric.train/acc>=0.9', row({ summary: { 'train/acc': 0.9 } }), row()],
    ['name~qwen', row({ name: 'qwen2-d-full-run1' }), row()],
    ['phase=sft', row({ phase: 'sft' }), row({ phase: null })],
  ])('%s is true of runs', (text, kept, other) => {
    const rule = parseKeepRule(text)
    if (rule.kind !== 'field') throw new Error(`impossible: ${rule.kind}`)
    expect([rule.holds(kept), rule.holds(other)]).toEqual([true, false])
  })

  test.each([
    ['', 'is no rule'],
    ['last', 'is no rule'],
    ['last=', 'is no rule'],
    ['last=0', 'does not say how many'],
    ['last=ten', 'does not say how many'],
    ['last<10', 'does not say how many'],
    ['last.nothing=3', 'has no meaning'],
    ['within=30', 'is no length of time'],
    ['within<30d', 'is no length of time'],
    ['size=100MB', 'compares with no size'],
    ['size<100', 'compares with no size'],
    ['lineage~x', 'needs ='],
    ['lsat=10', 'has no meaning', 'did you mean last?'],
    ['loss<0.5', 'has no meaning', 'metric.loss'],
    ['metric.=1', 'has no meaning'],
    ['tag.=1', 'has no meaning'],
    ['metric.loss<low', 'no number'],
    ['status=complete', 'names no status', 'did you mean completed?'],
    ['constructor=1', 'has no meaning'],
  ])('%j is refused', (text, message, hint = '') => {
    expect(() => parseKeepRule(text)).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }))
    expect(() => parseKeepRule(text)).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }))
  })
})

test('the newest runs are kept of all, or of each value of a field; a date that is none is the newest', () => {
  const rows = [
    row({ name: 'a', created_at: '2026-11-21T06:00:00Z', project_name: 'x' }),
    row({ name: 'b', created_at: '2026-11-21T08:00:00+02:00', project_name: 'x' }),
    row({ name: 'c', created_at: '2026-11-21T07:00:00Z', project_name: 'x' }),
    row({ name: 'd', created_at: '2026-11-20T07:00:00Z', project_name: 'y' }),
    row({ name: 'e', created_at: 'once', project_name: 'y' }),
  ]
  const names = (kept: readonly Row[]): string => kept.map((each) => each.name).join('')
  expect(names(newestRows(rows, 3, undefined))).toBe('ecb')
  expect(names(newestRows(rows, 1, 'project_name'))).toBe('ec')
  expect(newestRows([...rows].reverse(), 3, undefined)).toEqual(newestRows(rows, 3, undefined))
})
