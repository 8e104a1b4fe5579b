import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { CHILD, HealthyWorkspace, LONG, RUN } from './healthy-workspace.js'

const healthy = new HealthyWorkspace()

test('a removed run is gone with its logs, comes back whole, and its name is not given meanwhile', async () => {
  const workspace = await healthy.copy()
  const cwd = workspace.root
  const before = workspace.files().filter((path) => !path.startsWith('.rundir/'))
  const removed = await answer(['rm', LONG], { cwd })
  expect(removed.moved).toMatchObject([{ dir: LONG, reason: 'removed', children: [] }])
  expect(removed.moved[0].size_bytes).toBeGreaterThan(1000)
  expect([workspace.has(LONG), workspace.has('logs/long-dataset-full-run1')]).toEqual([false, false])
  expect(await workspace.verify()).toEqual([])
  expect((await answer(['name', '--model', 'long'], { cwd })).number).toBe(2)
  expect((await answer(['restore'], { cwd })).trash).toHaveLength(1)
  await answer(['restore', 'LONG-data'], { cwd })
  expect(workspace.files().filter((path) => !path.startsWith('.rundir/'))).toEqual(before)
  expect((await answer(['restore'], { cwd })).trash).toEqual([])
  expect(await workspace.verify()).toEqual([])
})

test('a purge says what it would delete, then does; the name stays taken and is no finding', async () => {
  const workspace = await healthy.copy()
  const cwd = workspace.root
  await answer(['rm', LONG], { cwd })
  const plan = await answer(['purge'], { cwd })
  expect([plan.purged.length, plan.done, plan.size_bytes > 1000]).toEqual([1, false, true])
  expect((await answer(['restore'], { cwd })).trash).toHaveLength(1)
  await answer(['purge', '--yes'], { cwd })
  expect((await answer(['restore'], { cwd })).trash).toEqual([])
  expect(await workspace.verify()).toEqual([])
  expect((await answer(['name', '--model', 'long'], { cwd })).number).toBe(2)
})

test('a parent can be removed, which is said, and its child then lacks it', async () => {
  const workspace = await healthy.copy()
  const done = await rundir(['rm', RUN], { cwd: workspace.root })
  expect([done.status, done.stderr]).toEqual([0, expect.stringContaining(`${RUN} is a parent of ${CHILD}`)])
  expect((await workspace.verify()).map((finding) => finding.rule)).toEqual(['R070'])
})

test('a run that still runs is not removed', async () => {
  const workspace = await healthy.copy()
  const attempt = {
    ...workspace.json(`${RUN}/attempts/1.json`),
    ended_at: null,
    launcher_pid: process.pid,
    launcher_started: '',
  }
  workspace.write(`${RUN}/attempts/1.json`, JSON.stringify(attempt))
  workspace.patchManifest({ status: 'running' })
  expect((await rundir(['rm', RUN], { cwd: workspace.root })).status).toBe(4)
  expect(workspace.has(RUN)).toBe(true)
})

test.runIf(existsSync('/dev/shm'))(
  'a run on another file system stays where it is, and leaves nothing in the trash',
  async () => {
    const workspace = await healthy.copy()
    const elsewhere = mkdtempSync('/dev/shm/rundir-test-')
    onTestFinished(() => rmSync(elsewhere, { recursive: true }))
    cpSync(workspace.path('outputs'), elsewhere, { recursive: true })
    rmSync(workspace.path('outputs'), { recursive: true })
    symlinkSync(elsewhere, workspace.path('outputs'))
    const done = await rundir(['rm', LONG], { cwd: workspace.root })
    expect([done.status, done.stderr]).toEqual([6, expect.stringContaining('on another file system')])
    expect([workspace.has(LONG), (await answer(['restore'], { cwd: workspace.root })).trash]).toEqual([true, []])
  },
)

test('nothing is restored over something else', async () => {
  const workspace = await healthy.copy()
  await answer(['rm', LONG], { cwd: workspace.root })
  workspace.write(`${LONG}/mine.txt`, 'mine')
  expect((await rundir(['restore', LONG], { cwd: workspace.root })).status).toBe(4)
  expect(workspace.files(LONG)).toEqual(['mine.txt'])
  expect((await rundir(['restore', 'nothing-like-it'], { cwd: workspace.root })).status).toBe(3)
})
