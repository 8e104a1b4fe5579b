import { expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

function makeWorkspace(): WorkspaceFolder {
  const folder = new WorkspaceFolder()
  folder.write('my.yaml', 'lr: 1\nout: ${run.dir}/x\napi_key: abcdefgh12345678\n')
  folder.write('configs/dev-pretrain.yaml', 'lr: 1\n')
  return folder
}

test('that a file wins over a profile is told before anything runs, too', async () => {
  const { root } = makeWorkspace()
  const both = ['--profile', 'dev', '--config', 'my.yaml']
  for (const command of [
    ['name', ...both],
    ['run', '--dry-run', ...both, '--', 'true'],
    ['config', 'show', ...both],
  ]) {
    const done = await rundir(command, { cwd: root })
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('instead of the profile dev')])
  }
})

test('a dry run tells the command as it would start, and refuses one that is not there', async () => {
  const { root } = makeWorkspace()
  const dry = ['run', '--dry-run', '--config', 'my.yaml']
  const run = `${root}/outputs/model-dataset-full-run1`
  const told = await answer([...dry, '--', 'echo', '{config}', '{flags}'], { cwd: root })
  expect(told).toMatchObject({
    command: [
      ...['echo', `${run}/config_resolved.json`],
      ...['--lr=1', '--out=outputs/model-dataset-full-run1/x', '--api_key=***'],
    ],
    config: { lr: 1, out: 'outputs/model-dataset-full-run1/x', api_key: '***' },
  })
  const nowhere = await rundir([...dry, '--', 'no-such-program'], { cwd: root })
  expect(nowhere).toMatchObject({ status: 127, stderr: expect.stringContaining('no-such-program was not found') })
})
