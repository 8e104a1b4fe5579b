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
