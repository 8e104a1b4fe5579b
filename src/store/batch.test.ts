import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBatch, getBatch, listBatchIds, updateBatch } from './batch.js'

let root = ''
let at = 1_763_705_649_000
const clock = { now: () => at++ }
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rundir-batch-'))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

test('a batch is there before anything can refer to it, and is found by its id and as the latest', () => {
  const first = createBatch(root, { kind: 'manual', name: 'nightly' }, clock)
  const second = createBatch(root, { kind: 'sweep', plan: { points: [{ lr: 1 }] } }, clock)
  expect(first.batch_id).toMatch(/^batch-\d+-[0-9a-z]{9}$/)
  expect(listBatchIds(root)).toEqual([first.batch_id, second.batch_id])
  expect(getBatch(root, first.batch_id)).toEqual(first)
  expect(getBatch(root, 'latest')).toEqual(second)
})

test('closing a batch keeps all else, unknown keys too', () => {
  const batch = createBatch(root, { kind: 'manual' }, clock)
  const path = join(root, '.rundir/batches', `${batch.batch_id}.json`)
  writeFileSync(path, JSON.stringify({ ...batch, from_the_future: 1 }))
  updateBatch(root, getBatch(root, batch.batch_id), { closed_at: '2026-11-21T06:14:09.000Z' })
  expect(getBatch(root, batch.batch_id)).toMatchObject({ closed_at: '2026-11-21T06:14:09.000Z', from_the_future: 1 })
})

test('an id that nobody made is an error that names the nearest', () => {
  const { batch_id } = createBatch(root, { kind: 'manual' }, clock)
  expect(() => getBatch(root, batch_id.slice(0, -1))).toThrow(expect.objectContaining({ code: 'REFERENCE_DANGLING' }))
  expect(() => getBatch(root, '../../etc/passwd')).toThrow(expect.objectContaining({ code: 'REFERENCE_DANGLING' }))
  expect(() => getBatch(mkdtempSync(join(tmpdir(), 'none-')), 'latest')).toThrow('there is no batch')
})
