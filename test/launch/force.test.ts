import { expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const RUN = 'outputs/m-dataset-full-run1'
const AGAIN = ['--model', 'm', '--run-index', '1', '--force']

test('the folder of a run that runs is not used again, and no hint says so', async () => {
  const workspace = new WorkspaceFolder()
  const at = { cwd: workspace.root }
  await answer(['new', '--model', 'm', '--pid', `${process.pid}`], at)
  const before = workspace.files()
  const manifest = workspace.read(`${RUN}/run_manifest.json`)
  for (const command of [
    ['run', ...AGAIN, '--', 'true'],
    ['new', ...AGAIN],
  ]) {
    const done = await rundir(command, at)
    expect([done.status, done.stderr]).toEqual([4, expect.stringMatching('run m-dataset-full-run1 still runs')])
  }
  const taken = await rundir(['new', '--model', 'm', '--run-index', '1'], at)
  expect(taken.stderr).toMatch('leave the index out to get the next number\n')
  expect(workspace.files()).toEqual(before)
  expect(workspace.read(`${RUN}/run_manifest.json`)).toBe(manifest)
})

test('a run that is made again in its folder begins when its own attempt does, and counts on', async () => {
  const workspace = new WorkspaceFolder()
  const at = { cwd: workspace.root }
  for (const force of [[], ['--force'], ['--force']])
    await answer(['run', '--model', 'm', '--run-index', '1', ...force, '--', 'true'], at)
  const manifest = workspace.json(`${RUN}/run_manifest.json`)
  const attempt = workspace.json(`${RUN}/attempts/3.json`)
  expect(manifest).toMatchObject({ status: 'completed', attempt: 3, started_at: attempt.started_at })
  expect(Date.parse(manifest.started_at)).toBeGreaterThanOrEqual(Date.parse(manifest.created_at))
  const kept = workspace.files(RUN).filter((path) => path.startsWith('run_manifest'))
  expect(kept).toEqual(['run_manifest.1.json', 'run_manifest.2.json', 'run_manifest.json'])
  expect((await answer(['verify'], at)).findings).toEqual([])
  await answer(['new', ...AGAIN], at)
  expect((await answer(['verify'], at)).findings).toEqual([])
})
