import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openWorkspace } from '../open.js'
import { listRuns } from './list.js'

const DAY_MS = 86_400_000
const NEWEST = { filter: [], ordering: { sort: 'created_at', direction: 'descending' }, after: undefined } as const

/** Manifests as rundir prints them, as a person writes them, and cut off in the middle. */
function writeRun(root: string, name: string, createdAt: string, kind: 'printed' | 'plain' | 'torn'): void {
  const manifest = {
    schema_version: 1,
    run_id: name,
    name,
    layout: 'pipeline',
    status: 'completed',
    created_at: createdAt,
  }
  const printed = `${JSON.stringify(manifest, null, 2)}\n`
  const text = kind === 'printed' ? printed : kind === 'plain' ? JSON.stringify(manifest) : printed.slice(0, -4)
  mkdirSync(join(root, 'outputs', name), { recursive: true })
  writeFileSync(join(root, 'outputs', name, 'run_manifest.json'), text)
}

test('a short page of the newest is the beginning of the long one, though most manifests are never parsed', async () => {
  const runs = fc.array(fc.record({ day: fc.nat(400), kind: fc.constantFrom('printed', 'plain', 'torn') }), {
    minLength: 1,
    maxLength: 120,
  })
  await fc.assert(
    fc.asyncProperty(runs, fc.integer({ min: 1, max: 8 }), async (made, limit) => {
      const root = mkdtempSync(join(tmpdir(), 'rundir-list-'))
      made.forEach(({ day, kind }, at) => {
        writeRun(root, `run${at}`, new Date(1_763_705_649_000 + day * DAY_MS).toISOString(), kind)
      })
      const workspace = await openWorkspace({ start: root, at: root, environment: {}, clock: { now: () => 0 } })
      const page = await listRuns(workspace, { ...NEWEST, limit })
      const whole = await listRuns(workspace, { ...NEWEST, limit: 1000 })
      expect(page.runs).toEqual(whole.runs.slice(0, limit))
      expect(page.next === null).toBe(whole.runs.length <= limit)
      expect(whole.runs.length).toBe(made.length)
      rmSync(root, { recursive: true })
    }),
    { numRuns: 60 },
  )
})
