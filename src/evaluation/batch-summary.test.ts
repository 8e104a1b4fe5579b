import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Batch, checkBatch } from '../run/batch.js'
import { makeManifest } from '../run/manifest.js'
import type { ShownStatus, StoredStatus } from '../run/status.js'
import type { Run } from '../store/read.js'
import { summariseBatch } from './batch-summary.js'

const batch = checkBatch({ batch_id: 'batch-1-abcdefghi', created_at: '2026-11-21T06:14:09Z' }) as Batch
const value = fc.double({ noNaN: true, min: -1e3, max: 1e3 })
const status = fc.constantFrom<ShownStatus>(
  'created',
  'running',
  'completed',
  'completed',
  'failed',
  'cancelled',
  'lost',
  'unknown',
)
const runs = fc.array(
  fc.record({
    status,
    group: fc.constantFrom(null, 'a', 'b'),
    summary: fc.record({ score: value, cost: value, tokens_in: fc.nat(1000) }, { requiredKeys: [] }),
  }),
  { maxLength: 12 },
)

function runOf({
  status,
  group,
  summary,
}: {
  status: ShownStatus
  group: string | null
  summary: Record<string, number>
}): Run {
  const manifest = makeManifest({
    run_id: '1763705649000-handmade1',
    name: 'x',
    layout: 'pipeline',
    created_at: '2026-11-21T06:14:09Z',
    status: (status === 'unknown' ? 'running' : status) as StoredStatus,
    group,
    summary,
  })
  return { dir: 'outputs/x', manifest, status }
}

const meanOf = (values: number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length

test('a batch adds up to what a plain computation over its runs gives', () => {
  fc.assert(
    fc.property(runs, (all) => {
      const summary = summariseBatch(batch, all.map(runOf))
      const [done, failed] = [
        all.filter((run) => run.status === 'completed'),
        all.filter((run) => ['failed', 'cancelled', 'lost'].includes(run.status)),
      ]
      expect([summary.total, summary.successful, summary.failed]).toEqual([all.length, done.length, failed.length])
      expect(summary.open).toBe(all.length - done.length - failed.length)
      const ended = done.length + failed.length
      expect(summary.success_rate).toBe(ended === 0 ? null : done.length / ended)
      const check = (scores: typeof summary.scores | undefined, among: typeof all): void => {
        const values = among.flatMap((run) => run.summary.score ?? [])
        expect(scores?.['score']?.count ?? 0).toBe(values.length)
        if (values.length > 0) expect(scores?.['score']?.mean).toBeCloseTo(meanOf(values), 6)
        expect(scores).not.toHaveProperty('cost')
      }
      check(summary.scores, done)
      const groups = new Set(done.flatMap((run) => run.group ?? []))
      expect(new Set(Object.keys(summary.groups))).toEqual(groups)
      for (const group of groups)
        check(
          summary.groups[group],
          done.filter((run) => run.group === group),
        )
      for (const key of ['cost', 'tokens_in'] as const) {
        const spent = all.flatMap((run) => run.summary[key] ?? [])
        if (spent.length === 0) expect(summary.sums).not.toHaveProperty(key)
        else
          expect(summary.sums[key]).toBeCloseTo(
            spent.reduce((sum, each) => sum + each, 0),
            6,
          )
      }
    }),
    { numRuns: 300 },
  )
})
