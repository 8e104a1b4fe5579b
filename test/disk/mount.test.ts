import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LoopMount } from '../crash/loop-mount.js'
import { answer, program, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'
import { mount, smallDisk, whyNoMount } from './mounted.js'

const why = whyNoMount()
if (why !== undefined) process.stderr.write(`mounts are not tried: ${why}\n`)

test.runIf(why === undefined)(
  'a read-only mount can be looked at; what would write says so with status 6',
  async () => {
    const workspace = new WorkspaceFolder()
    await rundir(['run', '--', process.execPath, program('log-points.mjs'), '3'], { cwd: workspace.root })
    mount('--bind', workspace.root, workspace.root)
    onTestFinished(() => void spawnSync('umount', ['--lazy', workspace.root]))
    mount('-o', 'remount,ro,bind', workspace.root)
    const before = workspace.files()
    for (const command of [
      ['new'],
      ['run', '--', 'true'],
      ['log', 'latest', 'a=1'],
      ['init', '--wrappers'],
      ['doctor'],
    ]) {
      const done = await rundir(command, { cwd: workspace.root })
      expect(done.stderr).not.toMatch(/^\s+at /m)
      const refused = command[0] === 'log' ? [4, 6] : [6]
      expect([command, refused.includes(done.status ?? 0), done.stdout]).toEqual([command, true, ''])
    }
    expect(workspace.files()).toEqual(before)
    expect((await answer(['ls'], { cwd: workspace.root })).runs).toMatchObject([
      { status: 'completed', metrics: { loss: 1 / 3 } },
    ])
    expect((await answer(['metrics', 'latest'], { cwd: workspace.root })).loss.step).toEqual([1, 2, 3])
    expect((await rundir(['show', 'latest'], { cwd: workspace.root })).status).toBe(0)
    expect((await rundir(['tail', 'latest', '--no-follow'], { cwd: workspace.root })).status).toBe(0)
  },
)

test.runIf(why === undefined)('a read-only folder of logs is named, by new and by doctor', async () => {
  const workspace = new WorkspaceFolder()
  const logs = workspace.path('logs')
  fs.mkdirSync(logs)
  mount('--bind', logs, logs)
  onTestFinished(() => void spawnSync('umount', ['--lazy', logs]))
  mount('-o', 'remount,ro,bind', logs)
  const done = await rundir(['new'], { cwd: workspace.root })
  expect([done.status, done.stderr]).toEqual([6, expect.stringContaining('logs: the file system is read-only')])
  const examined = await rundir(['doctor'], { cwd: workspace.root })
  expect([examined.status, examined.stdout]).toEqual([1, expect.stringMatching(/bad\s+logs\/\s+.*read-only/)])
})

test.runIf(why === undefined)('on a full disk doctor says so', async () => {
  const workspace = smallDisk(64 * 1024)
  expect(() => workspace.write('fill', 'x'.repeat(100_000))).toThrow('ENOSPC')
  const done = await rundir(['doctor'], { cwd: workspace.root })
  expect([done.status, done.stderr]).toEqual([
    6,
    expect.stringMatching(/^rundir: cannot write in .*: no space is left\n/),
  ])
})

const withoutLinks = (['vfat', 'fusefat'] as const)
  .map((kind) => LoopMount.open(kind))
  .find((one) => typeof one !== 'string')
if (withoutLinks === undefined) process.stderr.write('a file system without links is not tried: none can be mounted\n')

describe.runIf(withoutLinks !== undefined)('a workspace on a file system without links', () => {
  test('names, launches, lists and points to the newest run', async () => {
    if (withoutLinks === undefined || typeof withoutLinks === 'string') throw new Error('impossible: it was mounted')
    onTestFinished(() => withoutLinks.close())
    const workspace = new WorkspaceFolder('project: demo\n', withoutLinks.root)
    const cwd = workspace.root
    expect(() => fs.symlinkSync('a', workspace.path('link'))).toThrow()
    expect(await answer(['new', '--model', 'Big', '--dataset', 'x'], { cwd })).toMatchObject({
      name: 'big-x-full-run1',
    })
    const command = ['run', '--model', 'big', '--dataset', 'x', '--', 'true']
    const done = await rundir(command, { cwd })
    expect([done.status, done.stderr.includes('completed')]).toEqual([0, true])
    expect(fs.lstatSync(workspace.path('outputs/latest')).isFile()).toBe(true)
    expect(await answer(['show', 'latest'], { cwd })).toMatchObject({ name: 'big-x-full-run2', status: 'completed' })
    expect((await answer(['ls'], { cwd })).runs).toHaveLength(2)
    const abilities = (await answer(['doctor'], { cwd })).findings
    expect(abilities).toContainEqual(expect.objectContaining({ what: 'symbolic links', verdict: 'limited' }))
  })
})
