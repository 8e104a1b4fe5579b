import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSeries } from '../../src/metric/series.js'

const here = import.meta.dirname
const root = fs.mkdtempSync(join(tmpdir(), 'rundir-python-'))
afterAll(() => fs.rmSync(root, { recursive: true }))

function python(args: string[], env: Record<string, string>) {
  return spawnSync('python3', args, {
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
  })
}

test('the Python client keeps its promises', () => {
  const done = python([join(here, 'client_test.py')], {})
  expect(done.stderr).toMatch(/\nOK( \(skipped=\d+\))?\n$/)
})

test('what Python logs is read here: every kind of number and name, and attempts are stitched', () => {
  const program = `
import os, rundir
for attempt, steps in (("1", range(5)), ("2", range(3, 6))):
    os.environ["RUNDIR_ATTEMPT"] = attempt
    run = rundir.init()
    for step in steps:
        run.log({"größe": step * 0.1, "train": {"nan": float("nan")}, "big": 2 ** 80, "low": -float("inf")}, step=step)
    run.finish()
`
  const done = python(['-c', program], { RUN_DIR: root, PYTHONPATH: join(here, '../../python') })
  expect([done.status, done.stderr]).toEqual([0, ''])
  const { series, damage, ignoredCount } = readSeries(join(root, 'metrics'))
  expect([damage, ignoredCount]).toEqual([[], 0])
  const steps = [0, 1, 2, 3, 4, 5]
  expect(series.get('größe')).toMatchObject({ step: steps, value: steps.map((step) => step * 0.1) })
  expect(series.get('train/nan')?.value).toEqual(steps.map(() => Number.NaN))
  expect(series.get('big')?.value).toEqual(steps.map(() => 2 ** 80))
  expect(series.get('low')?.value).toEqual(steps.map(() => Number.NEGATIVE_INFINITY))
})
