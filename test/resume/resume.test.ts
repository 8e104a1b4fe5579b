import { expect, test } from 'vitest'
import { answer, program, rundir, shell, startRundir } from '../kit/command.js'
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

test('an attempt with another command is recorded as such, is what resume repeats, and makes the run no match for another', async () => {
  const cwd = new WorkspaceFolder()
  await rundir(['run', '--', 'sh', '-c', 'exit 3'], { cwd: cwd.root })
  const first = await answer(['show', 'latest'], { cwd: cwd.root })
  expect(first.identity).toMatch(/^v1:/)
  const other = await rundir(['resume', 'latest', '--', 'sh', '-c', 'exit 4'], { cwd: cwd.root })
  expect([other.status, other.stderr]).toEqual([4, expect.stringContaining('another command than the one before')])
  expect((await rundir(['resume', 'latest'], { cwd: cwd.root })).status).toBe(4)
  const run = await answer(['show', 'latest'], { cwd: cwd.root })
  expect(run.attempts.map(({ command }: { command: string[] }) => command.at(-1))).toEqual([
    'exit 3',
    'exit 4',
    'exit 4',
  ])
  expect([run.command.at(-1), run.identity]).toEqual(['exit 4', null])
  await rundir(['resume', 'latest', '--', 'sh', '-c', 'exit 0'], { cwd: cwd.root })
  const swept = ['run', '--sweep', 'x=1', '--skip-done', '--', 'sh', '-c', 'exit 3']
  expect((await rundir(swept, { cwd: cwd.root })).status).toBe(1)
})

test('an attempt on other code says so, and keeps the commit and the change that it ran', async () => {
  const cwd = new WorkspaceFolder()
  const script = `git init -q && git add . && git -c user.name=t -c user.email=t@t commit -qm one
    rundir run -q -- sh -c 'cat code; exit 3'; rundir resume latest; echo two > code; rundir resume latest
    git -c user.name=t -c user.email=t@t commit -qam two; rundir resume latest`
  cwd.write('.gitignore', 'outputs\nlogs\n.rundir\n')
  cwd.write('code', 'one\n')
  const done = await shell(script, { cwd: cwd.root })
  expect(done.stdout).toBe('one\none\ntwo\ntwo\n')
  const said = done.stderr.match(/the code is another one: .*/g)
  expect(said).toEqual([
    'the code is another one: its uncommitted change is not that of the run',
    expect.stringMatching(/^the code is another one: [0-9a-f]{8} instead of [0-9a-f]{8}$/),
  ])
  const { attempts, identity, git_hash } = await answer(['show', 'latest'], { cwd: cwd.root })
  expect(
    attempts.map((one: { git_hash: string; git_dirty: boolean }) => [one.git_hash === git_hash, one.git_dirty]),
  ).toEqual([
    [true, false],
    [true, false],
    [true, true],
    [false, false],
  ])
  expect(identity).toBe(null)
  expect(cwd.files('outputs/latest').filter((path) => path.endsWith('.patch'))).toEqual(['source.3.patch'])
  expect(cwd.read('outputs/latest/source.3.patch')).toContain('+two')
  expect((await rundir(['verify', 'latest', '--data'], { cwd: cwd.root })).status).toBe(0)
})
