import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { manifestSchema } from '../../src/run/manifest-schema.js'
import { answer, rundir, shell } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const FORMAT = join(import.meta.dirname, '../../docs/format.md')

/** The first block of shell of a section of the page about the format. */
function blockUnder(heading: string): string {
  const [, section = ''] = readFileSync(FORMAT, 'utf8').split(`## ${heading}\n`)
  const [, block] = /```sh\n([\s\S]*?)```/.exec(section) ?? []
  if (block === undefined) throw new Error(`docs/format.md has no shell block under ${heading}`)
  return block
}

test('the run that docs/format.md makes with mkdir and echo is listed, its metrics are read, and it is the latest', async () => {
  const workspace = new WorkspaceFolder(null)
  const made = await shell(blockUnder('The shortest run that works'), { cwd: workspace.root })
  expect([made.status, made.stderr]).toEqual([0, ''])
  const { runs } = await answer(['ls'], { cwd: workspace.root })
  expect(runs).toMatchObject([
    { name: 'mlp-digits-full-run1', status: 'completed', damage: null, metrics: { loss: 0.4 } },
  ])
  const metrics = await answer(['metrics', 'latest'], { cwd: workspace.root })
  expect(metrics).toEqual({ loss: { step: [1, 2], timestamp: [null, null], value: [0.9, 0.4] } })
  expect((await rundir(['metrics', 'latest'], { cwd: workspace.root })).stdout).toMatch('loss')
  expect((await answer(['show', 'mlp'], { cwd: workspace.root })).metrics.loss).toMatchObject({ last: 0.4, count: 2 })
  expect((await rundir(['name', '--model', 'mlp', '--dataset', 'digits'], { cwd: workspace.root })).stdout).toBe(
    'mlp-digits-full-run2\n',
  )
})

test('a shell script makes a run, logs, and ends it, with no more than rundir and echo', async () => {
  const workspace = new WorkspaceFolder()
  const script = `set -e
dir=$(rundir new --model toy --dataset lines --pid $$)
for step in 1 2 3; do rundir log "$dir" "loss=0.$step" --step $step; done
echo '{"step":4,"loss":0.05}' >> "$dir/metrics/hand.1.jsonl"
rundir ls --json > during.json
mkdir -p "$dir/artifacts"; echo weights > "$dir/artifacts/model.txt"
rundir finish "$dir"
cd "$dir" && sha256sum --check --strict --quiet artifacts.sha256`
  const done = await shell(script, { cwd: workspace.root })
  expect([done.status, done.stderr]).toEqual([0, ''])
  expect(workspace.json('during.json').runs).toMatchObject([{ status: 'running', metrics: { loss: 0.05 } }])
  const manifest = workspace.json('outputs/toy-lines-full-run1/run_manifest.json')
  expect(manifestSchema.parse(manifest)).toMatchObject({ status: 'completed', summary: { loss: 0.05 } })
  expect((await answer(['show', 'toy'], { cwd: workspace.root })).paths.artifacts).toEqual([
    'outputs/toy-lines-full-run1/artifacts/model.txt',
  ])
})

test('keys that this version does not know survive finish', async () => {
  const workspace = new WorkspaceFolder()
  await rundir(['new'], { cwd: workspace.root })
  const path = 'outputs/model-dataset-full-run1/run_manifest.json'
  workspace.write(path, JSON.stringify({ ...workspace.json(path), from_the_future: [1, { two: 3 }] }))
  await rundir(['finish', 'latest', '--status', 'cancelled'], { cwd: workspace.root })
  expect(workspace.json(path)).toMatchObject({ status: 'cancelled', from_the_future: [1, { two: 3 }] })
})
