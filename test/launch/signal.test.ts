import * as fs from 'node:fs'
import { expect, test } from 'vitest'
import { answer, program, type Running, rundir, startRundir } from '../kit/command.js'
import { until } from '../kit/until.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const node = process.execPath
const MANIFEST = 'outputs/model-dataset-full-run1/run_manifest.json'

test.each([
  ['0', 0, 'completed', { exit_code: 0, signal: null }],
  ['3', 3, 'failed', { exit_code: 3, signal: null }],
  ['255', 255, 'failed', { exit_code: 255, signal: null }],
  ['SIGKILL', 137, 'failed', { exit_code: null, signal: 'SIGKILL' }],
  ['SIGSEGV', 139, 'failed', { exit_code: null, signal: 'SIGSEGV' }],
  ['SIGTERM', 143, 'failed', { exit_code: null, signal: 'SIGTERM' }],
])('a program that ends by %s gives status %i and a run that is %s', async (how, exitStatus, status, ending) => {
  const workspace = new WorkspaceFolder()
  const done = await rundir(['run', '--', node, program('end-by.mjs'), how], { cwd: workspace.root })
  expect(done.status).toBe(exitStatus)
  expect(workspace.json(MANIFEST)).toMatchObject({ status, ...ending, ended_at: expect.any(String) })
  expect(workspace.json('outputs/model-dataset-full-run1/attempts/1.json')).toMatchObject(ending)
})

async function startReady(workspace: WorkspaceFolder, name: string): Promise<Running> {
  const running = startRundir(['run', '--', node, program(name)], { cwd: workspace.root })
  await until('the program is ready', () => running.stdout.includes('ready\n'))
  return running
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('the first %s is passed on, the second kills', async (signal) => {
  const workspace = new WorkspaceFolder()
  const running = await startReady(workspace, 'note-signals.mjs')
  running.child.kill(signal)
  await until('the program got it', () => running.stdout.includes(`got ${signal}\n`))
  expect(workspace.json(MANIFEST).status).toBe('running')
  running.child.kill(signal)
  const done = await running.finished()
  expect([done.status, done.signal]).toEqual([137, null])
  expect(done.stdout).toBe(`ready\ngot ${signal}\n`)
  expect(done.stderr).toMatch(`${signal} passed on to the program; once more kills it`)
  expect(workspace.json(MANIFEST)).toMatchObject({ status: 'cancelled', signal: 'SIGKILL' })
})

test.each([
  ['end-at-signal.mjs', 0, 'completed'],
  ['end-by.mjs', 130, 'cancelled'],
])('after Ctrl-C %s ends with status %i and the run is %s', async (name, exitStatus, status) => {
  const workspace = new WorkspaceFolder()
  const running = startRundir(['run', '--', node, program(name), 'SIGCONT'], { cwd: workspace.root })
  if (name === 'end-at-signal.mjs') await until('the program is ready', () => running.stdout.includes('ready\n'))
  else await until('the program runs', () => isStarted(workspace))
  running.child.kill('SIGINT')
  expect((await running.finished()).status).toBe(exitStatus)
  expect(workspace.json(MANIFEST).status).toBe(status)
})

test('Ctrl-C before the program was started reaches the program, and the run is ended', async () => {
  const workspace = new WorkspaceFolder()
  // rundir asks nvidia-smi while it makes the run: this one sends Ctrl-C to whoever asks.
  workspace.write('bin/nvidia-smi', '#!/bin/sh\nkill -INT $PPID\nexit 1\n')
  fs.chmodSync(workspace.path('bin/nvidia-smi'), 0o755)
  const PATH = `${workspace.path('bin')}:${process.env['PATH']}`
  const done = await rundir(['run', '--', 'sleep', '60'], { cwd: workspace.root, env: { PATH } })
  expect([done.status, done.signal]).toEqual([130, null])
  expect(workspace.json(MANIFEST)).toMatchObject({ status: 'cancelled', signal: 'SIGINT' })
})

test('the whole group of the program gets the signal', async () => {
  const workspace = new WorkspaceFolder()
  const script = `${node} ${program('end-at-signal.mjs')} & echo child $!; wait`
  const running = startRundir(['run', '--', 'bash', '-c', script], { cwd: workspace.root })
  await until('the child is ready', () => running.stdout.includes('ready\n'))
  running.child.kill('SIGTERM')
  await running.finished()
  const child = Number(/child (\d+)/.exec(running.stdout)?.[1])
  await until('the child is gone', () => !fs.existsSync(`/proc/${child}`))
})

function isStarted(workspace: WorkspaceFolder): boolean {
  const path = 'outputs/model-dataset-full-run1/attempts/1.json'
  return workspace.has(path) && workspace.json(path).pid !== null
}

test('a program whose launcher was killed before it noted which process that is shows as running, and starts no second attempt', async () => {
  const workspace = new WorkspaceFolder()
  const goOn = workspace.path('go-on')
  const running = startRundir(['run', '--', node, program('print-until-file.mjs'), goOn], { cwd: workspace.root })
  await until('the program runs', () => isStarted(workspace))
  const { pid } = workspace.json('outputs/model-dataset-full-run1/attempts/1.json')
  running.child.kill('SIGKILL')
  await running.finished()
  const attempt = workspace.json('outputs/model-dataset-full-run1/attempts/1.json')
  workspace.write(
    'outputs/model-dataset-full-run1/attempts/1.json',
    JSON.stringify({ ...attempt, pid: null, pid_started: '' }),
  )
  const shown = async () => (await answer(['show', 'latest'], { cwd: workspace.root })).status
  expect(await shown()).toBe('running')
  expect((await rundir(['resume', 'latest'], { cwd: workspace.root })).status).toBe(4)
  fs.writeFileSync(goOn, '')
  await until('the program is gone', () => !fs.existsSync(`/proc/${pid}`))
  expect(await shown()).toBe('lost')
})
