import { expect, test } from 'vitest'
import { answer, program, rundir, startRundir } from '../kit/command.js'
import { until } from '../kit/until.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const command = ['--', 'node', program('step.mjs')]
const PIPELINE = ['run', '--phase', 'pipeline', '--profile', 'pipeline-dev']

const DOCUMENT = `
steps:
  - {phase: pretrain, profile: dev}
  - name: tune
    phase: sft
    profile: dev-sft
    overrides: [lr=0.5]
    inputs:
      init_checkpoint: \${steps.pretrain.artifacts.checkpoints.best}
      from.name: \${steps.pretrain.run.name}
      from.loss: \${steps.pretrain.metrics.loss}
`

function makeWorkspace(changes: Readonly<Record<string, object>> = {}): WorkspaceFolder {
  const folder = new WorkspaceFolder('project: demo\n')
  folder.write('configs/dev-pretrain.json', JSON.stringify({ lr: 0.1, fail_below: 0, ...changes['pretrain'] }))
  folder.write('configs/dev-sft.json', JSON.stringify({ lr: 0.1, tuning: { rank: 4 }, ...changes['sft'] }))
  folder.write('configs/pipeline-dev.yaml', DOCUMENT)
  return folder
}

/** The manifests of all runs by `part`; the pipeline's own is `pipeline`. */
function manifests(folder: WorkspaceFolder) {
  const found = folder.files('outputs').filter((file) => file.endsWith('/run_manifest.json'))
  const entries = found.map((file) => {
    const manifest = folder.json(`outputs/${file}`)
    return [manifest.part ?? manifest.run_type, { ...manifest, dir: `outputs/${file.split('/')[0]}` }]
  })
  return { count: found.length, ...Object.fromEntries(entries) }
}

test('each step is a run of its own, takes what the steps before left, and refers to the pipeline and back', async () => {
  const folder = makeWorkspace()
  const done = await rundir([...PIPELINE, '--tag', 'a=b', ...command], { cwd: folder.root })
  expect(done).toMatchObject({ status: 0 })
  const { count, pipeline, pretrain, tune } = manifests(folder)
  expect(count).toBe(3)
  expect(pipeline).toMatchObject({
    run_type: 'pipeline',
    status: 'completed',
    phase: 'pipeline',
    profile: 'pipeline-dev',
  })
  expect(pretrain).toMatchObject({ status: 'completed', phase: 'pretrain', parents: [pipeline.dir], tags: { a: 'b' } })
  expect(tune).toMatchObject({
    status: 'completed',
    phase: 'sft',
    profile: 'dev-sft',
    parents: [pipeline.dir, pretrain.dir],
  })
  expect(folder.json(`${tune.dir}/artifacts/seen.json`)).toMatchObject({
    phase: 'sft',
    init: 'best of pretrain',
    config: {
      lr: 0.5,
      init_checkpoint: `${pretrain.dir}/artifacts/checkpoints/best.txt`,
      from: { name: pretrain.name, loss: 0.1 },
    },
  })
  expect(folder.json(`${pipeline.dir}/pipeline.json`).steps).toMatchObject([
    { name: 'pretrain', run: pretrain.dir },
    { name: 'tune', run: tune.dir, overrides: ['lr=0.5'] },
  ])
  const shown = await answer(['show', pipeline.dir], { cwd: folder.root })
  expect(shown.children.sort()).toEqual([pretrain.dir, tune.dir].sort())
  expect(folder.read(`${pipeline.dir}/config_resolved.yaml`)).not.toContain('${')
  expect(folder.json(`${tune.dir}/config_origin.json`)).toMatchObject({
    init_checkpoint: 'inputs of step tune',
    lr: 'overrides',
  })
})

test('where a step has no best checkpoint its last one stands in', async () => {
  const folder = makeWorkspace({ pretrain: { keeps: ['last'] } })
  expect(await rundir([...PIPELINE, ...command], { cwd: folder.root })).toMatchObject({ status: 0 })
  expect(folder.json(`${manifests(folder).tune.dir}/artifacts/seen.json`).init).toBe('last of pretrain')
})

test('a step that did not leave what the next one needs fails the pipeline with the reason', async () => {
  const folder = makeWorkspace({ pretrain: { keeps: [] } })
  const done = await rundir([...PIPELINE, ...command], { cwd: folder.root })
  const reason = 'the step pretrain left neither a best nor a last checkpoint, which the step tune takes'
  expect(done).toMatchObject({ status: 1, stderr: expect.stringContaining(reason) })
  const { count, pipeline } = manifests(folder)
  expect(count).toBe(2)
  expect(pipeline).toMatchObject({ status: 'failed', error: expect.stringContaining(reason) })
})

test('the two keys of the older form are read as they are, from a file too', async () => {
  const folder = makeWorkspace()
  folder.write(
    'two.json',
    '{"pretrain_config_path": "configs/dev-pretrain.json", "sft_config_path": "configs/dev-sft.json"}',
  )
  expect(await rundir(['run', '--config', 'two.json', ...command], { cwd: folder.root })).toMatchObject({ status: 0 })
  const { sft, pipeline } = manifests(folder)
  expect(pipeline).toMatchObject({ status: 'completed', phase: 'pipeline' })
  expect(folder.json(`${sft.dir}/artifacts/seen.json`)).toMatchObject({ phase: 'sft', init: 'best of pretrain' })
})

test('a failed step stops the rest; resume gives it a new attempt and goes on', async () => {
  const folder = makeWorkspace({ pretrain: { fail_below: 2 } })
  const failed = await rundir([...PIPELINE, ...command], { cwd: folder.root })
  expect(failed).toMatchObject({ status: 3, stderr: expect.stringContaining('step pretrain failed (exit 3)') })
  const before = manifests(folder)
  expect(before.count).toBe(2)
  expect(before.pipeline).toMatchObject({ status: 'failed', error: expect.stringContaining('step pretrain failed') })
  const [, told = ''] = /next: rundir (resume \S+)/.exec(failed.stderr) ?? []
  const resumed = await rundir(told.split(' '), { cwd: folder.root })
  expect(resumed).toMatchObject({ status: 0, stderr: expect.stringContaining(`show ${before.pipeline.name}`) })
  const after = manifests(folder)
  expect(after.count).toBe(3)
  expect(after.pipeline).toMatchObject({ status: 'completed', attempt: 2, error: null })
  expect(after.pretrain).toMatchObject({ status: 'completed', attempt: 2, run_id: before.pretrain.run_id })
  expect(after.tune).toMatchObject({ status: 'completed', attempt: 1 })
  const again = await rundir(['resume', before.pipeline.dir], { cwd: folder.root })
  expect(again).toMatchObject({ status: 4, stderr: expect.stringContaining('completed') })
})

test('steps that are completed are not run again', async () => {
  const folder = makeWorkspace({ sft: { fail_below: 2 } })
  expect(await rundir([...PIPELINE, ...command], { cwd: folder.root })).toMatchObject({ status: 3 })
  const { pipeline } = manifests(folder)
  const resumed = await rundir(['resume', pipeline.dir], { cwd: folder.root })
  expect(resumed).toMatchObject({ status: 0, stderr: expect.stringContaining('completed before') })
  expect(manifests(folder)).toMatchObject({
    count: 3,
    pretrain: { attempt: 1 },
    tune: { attempt: 2, status: 'completed' },
  })
})

test('killed in the middle of a step it goes on from its files', async () => {
  const folder = makeWorkspace({ pretrain: { wait_for: 'go' } })
  const running = startRundir([...PIPELINE, ...command], { cwd: folder.root })
  await until('the step to be up', () => running.stdout.includes('up pretrain'))
  const { pipeline, pretrain } = manifests(folder)
  running.child.kill('SIGKILL')
  await running.finished()
  const alive = await rundir(['resume', pipeline.dir], { cwd: folder.root })
  expect(alive).toMatchObject({ status: 4, stderr: expect.stringContaining('still runs') })
  folder.write('go', '')
  await until('the step to be gone', async () => {
    return (await answer(['show', pretrain.dir], { cwd: folder.root })).status === 'lost'
  })
  expect(await rundir(['resume', pipeline.dir], { cwd: folder.root })).toMatchObject({ status: 0 })
  expect(manifests(folder)).toMatchObject({
    count: 3,
    pipeline: { status: 'completed', attempt: 2 },
    pretrain: { status: 'completed', attempt: 2 },
    tune: { status: 'completed' },
  })
})

test('Ctrl-C reaches the step that runs, and none is started after it', async () => {
  const folder = makeWorkspace({ pretrain: { wait_for: 'never' } })
  const running = startRundir([...PIPELINE, ...command], { cwd: folder.root })
  await until('the step to be up', () => running.stdout.includes('up pretrain'))
  running.child.kill('SIGINT')
  expect(await running.finished()).toMatchObject({ status: 130 })
  expect(manifests(folder)).toMatchObject({
    count: 2,
    pipeline: { status: 'cancelled' },
    pretrain: { status: 'cancelled', signal: 'SIGINT' },
  })
})

test('overrides reach each step that has the key, a step by its name, or the document', async () => {
  const folder = makeWorkspace()
  const words = ['lr=0.7', 'tuning.rank=8', 'tune.lr=0.9', '+pretrain.extra=1', 'steps.0.profile=dev-pretrain']
  const env = { RUNDIR__fail_below: '0' }
  expect(await rundir([...PIPELINE, ...words, ...command], { cwd: folder.root, env })).toMatchObject({ status: 0 })
  const { pretrain, tune } = manifests(folder)
  expect(folder.json(`${pretrain.dir}/config_resolved.json`)).toEqual({ lr: 0.7, fail_below: 0, extra: 1 })
  expect(folder.json(`${tune.dir}/config_resolved.json`)).toMatchObject({ lr: 0.9, tuning: { rank: 8 } })
  const unknown = await rundir([...PIPELINE, 'tuning.rnk=8', ...command], { cwd: folder.root })
  expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('sets tuning.rnk') })
  expect(manifests(folder).count).toBe(3)
})

test('a step may have a command of its own, and all of them may', async () => {
  const folder = makeWorkspace()
  const own = (arg: string) => `command: [node, ${program('step.mjs')}, ${arg}]`
  folder.write(
    'both.yaml',
    `steps: [{phase: pretrain, profile: dev, ${own('a')}}, {phase: sft, profile: dev-sft, ${own('b')}}]\n`,
  )
  expect(await rundir(['run', '--config', 'both.yaml'], { cwd: folder.root })).toMatchObject({ status: 0 })
  const { pretrain, sft } = manifests(folder)
  expect(folder.json(`${pretrain.dir}/artifacts/seen.json`).args).toEqual(['a'])
  expect(folder.json(`${sft.dir}/artifacts/seen.json`).args).toEqual(['b'])
  expect(await rundir(PIPELINE, { cwd: folder.root })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('the step pretrain has no command'),
  })
})

test('--dry-run prints the steps and claims nothing; what is wrong with a later step is told before the first', async () => {
  const folder = makeWorkspace()
  const text = await rundir([...PIPELINE, '--dry-run', ...command], { cwd: folder.root })
  expect(text.stdout).toContain('step 2   tune')
  expect(text.stdout).toContain(`input    init_checkpoint = "\${steps.pretrain.artifacts.checkpoints.best}"`)
  const data = await rundir([...PIPELINE, '--dry-run', '--json', ...command], { cwd: folder.root })
  expect(JSON.parse(data.stdout)).toMatchObject({
    name: 'pipeline-dev-dataset-full-run1',
    steps: [
      { name: 'pretrain', phase: 'pretrain', profile: 'dev' },
      { name: 'tune', overrides: ['lr=0.5'] },
    ],
  })
  folder.write('configs/dev-sft.json', `{"lr": 1, "other": "\${nothing}"}`)
  const wrong = await rundir([...PIPELINE, ...command], { cwd: folder.root })
  expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('step tune: ') })
  expect(folder.has('outputs')).toBe(false)
})

test('with cwd: run the inputs are found from the directory of the step', async () => {
  const folder = makeWorkspace()
  folder.write('rundir.yaml', 'project: demo\nrun: {cwd: run}\n')
  expect(await rundir([...PIPELINE, ...command], { cwd: folder.root })).toMatchObject({ status: 0 })
  expect(folder.json(`${manifests(folder).tune.dir}/artifacts/seen.json`).init).toBe('best of pretrain')
})
