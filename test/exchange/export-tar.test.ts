import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/value/instant.js'
import { exportRun } from '../../src/workspace/exchange/export.js'
import { openWorkspace } from '../../src/workspace/open.js'
import { CHILD, type DamagedWorkspace, HealthyWorkspace, LONG, RUN } from '../contract/healthy-workspace.js'
import { answer, rundir } from '../kit/command.js'
import { temporaryFolder } from '../kit/workspace-folder.js'

const healthy = new HealthyWorkspace()
const NEXT_TO = 'größe 100 %/a\nb\\c/'.padEnd(300, 'long/')

function pack(workspace: DamagedWorkspace, run: string, output: string) {
  return answer(['export', run, '--to', 'tar', '-o', output], { cwd: workspace.root })
}

test('what is unpacked in another workspace is listed and verified there, byte for byte', async () => {
  const workspace = await healthy.copy()
  workspace.write(`${RUN}/artifacts/${NEXT_TO}x.txt`, 'x')
  workspace.write(`${RUN}/artifacts/run.txt`, 'echo')
  fs.chmodSync(workspace.path(`${RUN}/artifacts/run.txt`), 0o755)
  workspace.reseal()
  const other = temporaryFolder()
  for (const file of ['rundir.yaml', 'package-lock.json']) fs.copyFileSync(workspace.path(file), join(other, file))
  for (const [at, run] of [RUN, CHILD, LONG].entries()) {
    const made = await pack(workspace, run, `${at}.tar`)
    expect(made).toMatchObject({ dir: run, form: 'tar', path: workspace.path(`${at}.tar`), skipped: [] })
    execFileSync('tar', ['xf', workspace.path(`${at}.tar`), '-C', other])
  }
  const { runs } = await answer(['ls'], { cwd: other })
  expect(runs.map((run: { name: string }) => run.name).sort()).toEqual(
    [RUN, CHILD, LONG].map((run) => run.slice('outputs/'.length)).sort(),
  )
  const verified = await rundir(['verify', '--all', '--data', '--json'], { cwd: other })
  expect(JSON.parse(verified.stdout)).toMatchObject({ runs: 3, findings: [] })
  for (const run of [RUN, LONG])
    execFileSync('sha256sum', ['-c', '--quiet', 'artifacts.sha256'], { cwd: join(other, run) })
  const logs = `logs/${LONG.slice('outputs/'.length)}`
  execFileSync('diff', ['-r', workspace.path(logs), join(other, logs)])
  expect(fs.statSync(join(other, RUN, 'artifacts/run.txt')).mode & 0o777).toBe(0o755)
  // Equal runs are equal archives, wherever they stand.
  await answer(['-C', other, 'export', RUN, '--to', 'tar', '-o', 'again.tar'])
  expect(fs.readFileSync(join(other, 'again.tar')).equals(workspace.bytes('0.tar'))).toBe(true)
})

test('links, special files and half-written ones stay behind, and are named', async () => {
  const workspace = await healthy.copy()
  fs.symlinkSync('/etc', workspace.path(`${RUN}/artifacts/etc`))
  fs.symlinkSync('table.csv', workspace.path(`${RUN}/artifacts/same.csv`))
  execFileSync('mkfifo', [workspace.path(`${RUN}/artifacts/pipe`)])
  workspace.write(`${RUN}/.x.tmp-host-1-0123456789abcdef`, '')
  const done = await rundir(['export', RUN, '--to', 'tar'], { cwd: workspace.root })
  const names = execFileSync('tar', ['tf', workspace.path('a-dataset-full-run1.tar')], { encoding: 'utf8' })
  expect(names).not.toMatch(/etc|same|pipe|tmp-/)
  expect(done.stdout).toMatch(/^\/.*\/a-dataset-full-run1\.tar {2}\d+ files, [\d.]+ \w+\n$/)
  for (const left of ['artifacts/etc (a link to /etc)', 'artifacts/same.csv', 'artifacts/pipe', 'half-written'])
    expect(done.stderr).toContain(left)
})

test('what cannot be exported says why, and leaves nothing', async () => {
  const workspace = await healthy.copy()
  await answer(['new', '--model', 'open'], { cwd: workspace.root })
  const before = workspace.files()
  const status = async (...words: string[]) => {
    const done = await rundir(['export', ...words], { cwd: workspace.root })
    expect(done.stderr).not.toMatch(/^\s+at /m)
    return done.status
  }
  expect(await status('nothing-like-it')).toBe(3)
  expect(await status()).toBe(2)
  expect(await status(RUN, '--to', 'zip')).toBe(2)
  expect(await status('open')).toBe(4)
  expect(await status(RUN, '-o', 'rundir.yaml')).toBe(4)
  expect(await status(RUN, '--to', 'crate', '-o', 'logs/../rundir.yaml')).toBe(4)
  expect(await status(RUN, '-o', `${RUN}/artifacts/me.tar`)).toBe(2)
  expect(await status(RUN, '--to', 'crate', '-o', 'runs/a')).toBe(2)
  expect(await status(RUN, '-o', 'no/such/folder/x.tar')).toBe(3)
  expect(workspace.files()).toEqual(before)
  expect(await status('open', '--unfinished', '-o', 'open.tar')).toBe(0)
})

test('a run that is not what was sealed is not exported', async () => {
  const changes: ((workspace: DamagedWorkspace) => void)[] = [
    (workspace) => workspace.write(`${RUN}/artifacts/table.csv`, 'A,b\n'),
    (workspace) => workspace.remove(`${RUN}/artifacts/table.csv`),
    (workspace) => workspace.write(`${RUN}/artifacts.sha256`, ''),
    (workspace) => workspace.remove(`${RUN}/artifacts.sha256`),
  ]
  for (const change of changes) {
    const workspace = await healthy.copy()
    change(workspace)
    const before = workspace.files()
    for (const form of ['tar', 'crate']) {
      const done = await rundir(['export', RUN, '--to', form, '-o', 'out'], { cwd: workspace.root })
      expect([done.status, done.stderr]).toEqual([5, expect.stringContaining('is not what was sealed')])
    }
    expect(workspace.files()).toEqual(before)
  }
})

test('interrupted in the middle it leaves nothing, and memory does not grow with the run', async () => {
  const copy = await healthy.copy()
  copy.write(`${RUN}/artifacts/large.bin`, Buffer.alloc(200_000_000))
  copy.reseal()
  const before = copy.files()
  const workspace = await openWorkspace({ start: copy.root, at: copy.root, environment: {}, clock: systemClock })
  for (const form of ['tar', 'crate'] as const) {
    const stop = new AbortController()
    const request = { run: RUN, cwd: copy.root, form, output: 'out', license: undefined, which: 'ended' } as const
    const memoryBytes = process.memoryUsage().rss
    const done: number[] = []
    const onProgress = ({ doneBytes }: { doneBytes: number }): void => {
      done.push(doneBytes)
      if (doneBytes > 100_000_000) stop.abort()
    }
    const outcome = exportRun(workspace, request, { signal: stop.signal, onProgress })
    await expect(outcome).rejects.toMatchObject({ code: 'INTERRUPTED' })
    expect(done.length).toBeGreaterThan(3)
    expect(process.memoryUsage().rss - memoryBytes).toBeLessThan(50_000_000)
    expect(copy.files()).toEqual(before)
  }
})
