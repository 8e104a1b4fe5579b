import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLiveSummary } from './live-summary.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rundir-live-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('the last whole record of each metric counts, and the machine is left out', () => {
  appendFileSync(
    join(folder, 'main.1.jsonl'),
    '{"step":1,"loss":3,"acc":0.1}\n{"step":2,"loss":"NaN"}\n{"step":3,"loss":1',
  )
  appendFileSync(join(folder, 'system.1.jsonl'), '{"step":0,"system/cpu_percent":3}\n')
  expect(readLiveSummary(folder)).toEqual({ loss: 'NaN', acc: 0.1 })
})

test('only the end of a long log is read', () => {
  const line = `${JSON.stringify({ step: 1, early: 1, padding: 'x'.repeat(1000) })}\n`
  appendFileSync(join(folder, 'main.1.jsonl'), line)
  for (let step = 0; step < 100; step++) appendFileSync(join(folder, 'main.1.jsonl'), line.replace('early', 'late'))
  expect(readLiveSummary(folder)).toEqual({ late: 1 })
})

test('a run without logs has no summary', () => {
  expect(readLiveSummary(join(folder, 'missing'))).toEqual({})
})
