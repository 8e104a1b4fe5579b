import { expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

test('the example trains, then fine-tunes from the best checkpoint, by the documented pipeline', async () => {
  const folder = new WorkspaceFolder(null)
  expect(await rundir(['init', '--example', 'gpt'], { cwd: folder.root })).toMatchObject({ status: 0 })
  const smaller = ['pretrain_config_path=configs/smoke-pretrain.json', 'sft_config_path=configs/smoke-sft.json']
  const words = ['--phase', 'pipeline', '--profile', 'pipeline-dev', ...smaller, 'sft.training.max_steps=1']
  const done = await rundir(['run', ...words, '--', 'node', 'train.mjs'], { cwd: folder.root })
  expect(done).toMatchObject({ status: 0 })
  const { runs } = await answer(['ls'], { cwd: folder.root })
  const [tuned, trained, pipeline] = runs
  expect(runs.map((run: { phase: string; status: string }) => [run.phase, run.status])).toEqual([
    ['sft', 'completed'],
    ['pretrain', 'completed'],
    ['pipeline', 'completed'],
  ])
  expect(done.stdout).toContain(`parameters of step 2 from ${trained.dir}/artifacts/checkpoints/best.safetensors`)
  const { loss } = await answer(['metrics', tuned.name, 'loss'], { cwd: folder.root })
  expect(loss.step).toEqual([1])
  expect((await answer(['show', tuned.name], { cwd: folder.root })).parents).toEqual([pipeline.dir, trained.dir])
})
