import { expect, test } from 'vitest'
import { rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

function makeWorkspace(): WorkspaceFolder {
  const folder = new WorkspaceFolder()
  folder.write('my.yaml', 'lr: 1\nout: ${run.dir}/x\napi_key: abcdefgh12345678\n')
  folder.write('configs/dev-pretrain.yaml', 'lr: 1\n')
  folder.write('configs/dev-sft.yaml', 'lr: 1\nrank: 2\n')
  folder.write(
    'configs/pipeline-dev.yaml',
    'steps:\n- {phase: pretrain, profile: dev}\n- {phase: sft, profile: dev-sft}\n',
  )
  return folder
}

test('what is shown is what the run gets: its name, its secrets masked', async () => {
  const folder = makeWorkspace()
  const { root } = folder
  const shown = await rundir(['config', 'show', '--config', 'my.yaml', 'lr=2'], { cwd: root })
  expect(shown.stderr).toContain('masked in the run')
  const origins = await rundir(['config', 'show', '--config', 'my.yaml', '--origin'], { cwd: root })
  expect(origins.stdout).toContain('api_key: "***"')
  const diff = await rundir(['config', 'show', '--config', 'my.yaml', 'api_key=other12345', '--diff', 'my.yaml'], {
    cwd: root,
  })
  expect(diff.stdout).toBe('no differences\n')
  expect(folder.has('outputs')).toBe(false)
  await rundir(['run', '--config', 'my.yaml', 'lr=2', '--', 'true'], { cwd: root })
  expect(folder.read('outputs/model-dataset-full-run1/config_resolved.yaml')).toBe(shown.stdout)
})

test('of a pipeline the document is shown, and which steps take an override is told', async () => {
  const { root } = makeWorkspace()
  const show = ['config', 'show', '--phase', 'pipeline', '--profile', 'pipeline-dev', 'lr=3', 'rank=4']
  const shown = await rundir([...show, '--json'], { cwd: root })
  expect(JSON.parse(shown.stdout)).toMatchObject({ steps: [{ phase: 'pretrain' }, { phase: 'sft' }] })
  expect(shown.stderr).toContain('lr=3 (pretrain), lr=3 (sft), rank=4 (sft)')
  const unknown = await rundir([...show, 'nope=1'], { cwd: root })
  expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('sets nope') })
})

test('a format holds for origins and differences too, and what does not go together is refused', async () => {
  const { root } = makeWorkspace()
  const show = ['config', 'show', '--profile', 'dev', '--format', 'json']
  const origins = await rundir([...show, '--origin'], { cwd: root })
  expect(JSON.parse(origins.stdout)).toEqual([{ key: 'lr', value: 1, origin: 'profile dev-pretrain' }])
  const diff = await rundir([...show, '--diff', 'dev-sft'], { cwd: root })
  expect(JSON.parse(diff.stdout)).toEqual([{ kind: 'removed', key: 'rank', before: 2 }])
  const both = await rundir([...show, '--diff', 'dev-sft', '--origin'], { cwd: root })
  expect(both).toMatchObject({ status: 2, stderr: expect.stringContaining('--origin does not go with --diff') })
})
