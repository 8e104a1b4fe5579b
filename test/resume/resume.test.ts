import { expect, test } from 'vitest'
import { answer, program, rundir, startRundir } from '../kit/command.js'
import { until } from '../kit/until.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const failing = program('fail-at-step.mjs')

test('a failed run goes on from its last checkpoint, and both histories are kept', async () => {
  const cwd = new WorkspaceFolder()
  expect((await rundir(['run', '--', 'node', failing, '5', '8'], { cwd: cwd.root })).status).toBe(7)
  const failed = await answer(['show', 'latest', '--json'], { cwd: cwd.root })
  expect(failed).toMatchObject({ status: 'failed', exit_code: 7, attempt: 1 })

  const resumed = await rundir(['resume', 'latest'], { cwd: cwd.root })
  expect(resumed).toMatchObject({ status: 0 })
  expect(resumed.stderr).toContain('attempt 2 from artifacts/checkpoints/last.txt')

  const run = await answer(['show', 'latest', '--json'], { cwd: cwd.root })
  expect(run).toMatchObject({ status: 'completed', exit_code: 0, attempt: 2, run_id: failed.run_id })
  expect(run.attempts).toMatchObject([
    { attempt: 1, exit_code: 7, resumed_from: null },
    { attempt: 2, exit_code: 0, resumed_from: 'artifacts/checkpoints/last.txt' },
  ])
  const { attempt } = await answer(['metrics', 'latest', 'attempt', '--json'], { cwd: cwd.root })
  expect(attempt.step).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(attempt.value).toEqual([1, 1, 1, 2, 2, 2, 2, 2])
  expect(cwd.read('outputs/latest/metrics/main.1.jsonl')).toContain('"step":5')
})

test('a completed run and a run that still runs are not resumed', async () => {
  const cwd = new WorkspaceFolder()
  await rundir(['run', '--', 'true'], { cwd: cwd.root })
  const completed = await rundir(['resume', 'latest'], { cwd: cwd.root })
  expect(completed).toMatchObject({ status: 4 })
  expect(completed.stderr).toContain('completed')

  const running = startRundir(['run', '--', 'sh', '-c', 'echo up; exec sleep 600'], { cwd: cwd.root })
  await until('the program to be up', () => running.stdout.includes('up'))
  const refused = await rundir(['resume', 'latest'], { cwd: cwd.root })
  expect(refused).toMatchObject({ status: 4 })
  expect(refused.stderr).toContain('still runs')
  running.child.kill('SIGTERM')
  expect((await running.finished()).status).toBe(143)
})

test('a command with masked secrets has to be given again', async () => {
  const cwd = new WorkspaceFolder()
  const command = ['node', failing, '2', '4', '--api-key', 'sk-abcdefghijklmnopqrstuvwx']
  await rundir(['run', '--', ...command], { cwd: cwd.root })
  const refused = await rundir(['resume', 'latest'], { cwd: cwd.root })
  expect(refused.status).toBe(2)
  expect(refused.stderr).toMatch(/masked secrets[\s\S]*rundir resume \S+ -- COMMAND/)
  expect((await rundir(['resume', 'latest', '--', ...command], { cwd: cwd.root })).status).toBe(0)
})

test('of two that resume one run at once, one gets the attempt', async () => {
  const cwd = new WorkspaceFolder()
  await rundir(['run', '--', 'node', failing, '2', '4'], { cwd: cwd.root })
  const both = await Promise.all([1, 2].map(() => rundir(['resume', 'latest'], { cwd: cwd.root })))
  expect(both.map((each) => each.status).sort()).toEqual([0, 4])
  expect(await answer(['show', 'latest', '--json'], { cwd: cwd.root })).toMatchObject({
    status: 'completed',
    attempt: 2,
  })
})
