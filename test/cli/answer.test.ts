import { expect, test } from 'vitest'
import { answer, program, rundir, shell } from '../kit/command.js'
import { until } from '../kit/until.js'
import { temporaryFolder, WorkspaceFolder } from '../kit/workspace-folder.js'

const node = process.execPath

async function withRun(): Promise<WorkspaceFolder> {
  const workspace = new WorkspaceFolder()
  const command = [
    'run',
    '--model',
    'm',
    '--dataset',
    'd',
    '--tag',
    'team=vision',
    '--',
    node,
    program('log-points.mjs'),
    '3',
  ]
  await rundir(command, { cwd: workspace.root })
  return workspace
}

test('name answers what new would take, and takes nothing', async () => {
  const workspace = new WorkspaceFolder()
  const expected = {
    name: 'qwen2-7b-alpaca-full-run1',
    prefix: 'qwen2-7b-alpaca-full',
    number: 1,
    layout: 'pipeline',
    dir: 'outputs/qwen2-7b-alpaca-full-run1',
  }
  const naming = ['--model', 'Qwen2-7B', '--dataset', 'alpaca']
  for (const _ of [1, 2]) expect(await answer(['name', ...naming], { cwd: workspace.root })).toEqual(expected)
  expect([workspace.files('.rundir/claims'), workspace.has('outputs')]).toEqual([[], false])
  const made = await answer(['new', ...naming], { cwd: workspace.root })
  expect(made).toMatchObject({
    ...expected,
    run_id: expect.stringMatching(/^\d+-[0-9a-z]{9}$/),
    log_dir: 'logs/qwen2-7b-alpaca-full-run1',
    status: 'created',
  })
  expect((await answer(['name', ...naming], { cwd: workspace.root })).number).toBe(2)
})

test('an experiment is named by project, time and commit', async () => {
  const workspace = new WorkspaceFolder()
  const made = await answer(['new', '--project', 'seg'], { cwd: workspace.root })
  expect(made).toMatchObject({ layout: 'experiment', number: null, prefix: 'seg' })
  expect(made.dir).toMatch(/^runs\/seg\/\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_nogit(_\d+)?$/)
  expect(made.log_dir).toBe(`${made.dir}/logs`)
})

test('show answers the manifest with metrics, paths, attempts, parents, children and damage', async () => {
  const workspace = await withRun()
  const shown = await answer(['show', 'latest'], { cwd: workspace.root })
  const manifest = workspace.json('outputs/m-d-full-run1/run_manifest.json')
  expect(shown).toMatchObject(manifest)
  expect(shown.metrics.loss).toMatchObject({ last: 1 / 3, min: 1 / 3, max: 1, count: 3, step: 3 })
  expect(shown.paths).toMatchObject({ run: 'outputs/m-d-full-run1', logs: 'logs/m-d-full-run1', artifacts: [] })
  expect(shown.attempts).toMatchObject([{ attempt: 1, exit_code: 0 }])
  expect([shown.parents, shown.children, shown.damage]).toEqual([[], [], []])
  await rundir(['new', '--model', 'child', '--parent', 'outputs/m-d-full-run1'], { cwd: workspace.root })
  const { children } = await answer(['show', 'm-d'], { cwd: workspace.root })
  expect(children).toEqual(['outputs/child-dataset-full-run1'])
})

test('a run is found by name, part, id, path, reference and latest', async () => {
  const workspace = await withRun()
  const { run_id } = await answer(['show', 'latest'], { cwd: workspace.root })
  const dir = 'outputs/m-d-full-run1'
  for (const text of ['m-d-full-run1', 'D-FULL', run_id, dir, `${dir}/`, `./${dir}`, workspace.path(dir)])
    expect((await answer(['show', text], { cwd: workspace.root })).run_id).toBe(run_id)
  expect((await answer(['show', '.'], { cwd: workspace.path(dir) })).run_id).toBe(run_id)
})

test('metrics answers columns by key, cut down, in a range, with NaN and infinities as texts', async () => {
  const workspace = new WorkspaceFolder()
  await rundir(['new'], { cwd: workspace.root })
  for (const [step, value] of [
    [1, 'NaN'],
    [2, 'Infinity'],
    [3, '-Infinity'],
    [4, '0.5'],
  ])
    await rundir(['log', 'latest', `loss=${value}`, 'acc=1', '--step', String(step)], { cwd: workspace.root })
  const { loss, acc } = await answer(['metrics', 'latest'], { cwd: workspace.root })
  expect(loss).toEqual({ step: [1, 2, 3, 4], timestamp: acc.timestamp, value: ['NaN', 'Infinity', '-Infinity', 0.5] })
  expect(loss.timestamp.every(Number.isInteger)).toBe(true)
  const ranged = await answer(['metrics', 'latest', 'loss', '--from', '2', '--to', '3'], { cwd: workspace.root })
  expect([Object.keys(ranged), ranged.loss.step]).toEqual([['loss'], [2, 3]])
  const wave = Array.from({ length: 500 }, (_, step) => `${JSON.stringify({ step, wave: Math.sin(step) })}\n`)
  workspace.write('outputs/model-dataset-full-run1/metrics/other.1.jsonl', wave.join(''))
  const few = (await answer(['metrics', 'latest', 'wave', '--points', '10'], { cwd: workspace.root })).wave
  expect([few.step.length <= 10, few.step[0], few.step.at(-1)]).toEqual([true, 0, 499])
  const csv = await rundir(['metrics', 'latest', 'acc', '--csv'], { cwd: workspace.root })
  expect(csv.stdout.split('\n').slice(0, 2)).toEqual(['key,step,timestamp,value', `acc,1,${acc.timestamp[0]},1`])
  expect((await answer(['show', 'latest'], { cwd: workspace.root })).metrics.loss.last).toBe(0.5)
  await rundir(['log', 'latest', 'loss=NaN', '--step', '5'], { cwd: workspace.root })
  expect((await answer(['show', 'latest'], { cwd: workspace.root })).metrics.loss.last).toBe('NaN')
})

test('log tells how many it took, and none for what is no number or for a run that has ended', async () => {
  const workspace = new WorkspaceFolder()
  await rundir(['new'], { cwd: workspace.root })
  expect(await answer(['log', 'latest', 'loss=1', 'train/acc=0.5'], { cwd: workspace.root })).toEqual({ accepted: 2 })
  for (const word of ['loss', 'loss=', 'loss=x', '=1', 'step=1', '_at=1']) {
    const done = await rundir(['log', 'latest', word], { cwd: workspace.root })
    expect([word, done.status, done.stdout]).toEqual([word, 2, ''])
  }
  const finished = await answer(['finish', 'latest'], { cwd: workspace.root })
  expect(finished).toMatchObject({ status: 'completed', metrics: { loss: { count: 1 } }, attempts: [] })
  expect((await rundir(['log', 'latest', 'loss=1'], { cwd: workspace.root })).status).toBe(4)
  expect((await rundir(['finish', 'latest'], { cwd: workspace.root })).status).toBe(4)
})

test('env prints one map in every format', async () => {
  const workspace = await withRun()
  const map = await answer(['env', 'latest'], { cwd: workspace.root })
  expect(map).toMatchObject({
    RUN_NAME: 'm-d-full-run1',
    RUN_NUMBER: '1',
    RUN_DIR: workspace.path('outputs/m-d-full-run1'),
  })
  const printed = async (format: string) =>
    (await rundir(['env', 'latest', '--format', format], { cwd: workspace.root })).stdout
  expect(JSON.parse(await printed('json'))).toEqual(map)
  for (const format of ['dotenv', 'sh', 'cmd', 'powershell', 'github'])
    for (const name of Object.keys(map))
      expect([format, (await printed(format)).includes(name)]).toEqual([format, true])
  const read = await shell('eval "$(rundir env latest --format sh)"; echo "$RUN_NAME $RUN_DIR"', {
    cwd: workspace.root,
  })
  expect(read.stdout).toBe(`${map.RUN_NAME} ${map.RUN_DIR}\n`)
})

test('tail prints one event a line, and without --no-follow ends with the run', async () => {
  const workspace = await withRun()
  const done = await rundir(['tail', 'latest', '--no-follow', '--json'], { cwd: workspace.root })
  const events = done.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(events.slice(0, 3)).toMatchObject(
    [1, 2, 3].map((step) => ({ kind: 'point', writer: 'main', key: 'loss', step, value: 1 / step })),
  )
  expect(events.at(-1)).toEqual({ kind: 'status', status: 'completed', exit_code: 0 })
  const signal = workspace.path('go-on')
  const live = rundir(['run', '--model', 'live', '--', node, program('print-until-file.mjs'), signal], {
    cwd: workspace.root,
  })
  await until('the run is there', () => workspace.has('logs/live-dataset-full-run1/stdout.log'))
  const tail = rundir(['tail', 'live'], { cwd: workspace.root })
  await until('it has printed', () => workspace.read('logs/live-dataset-full-run1/stdout.log') !== '')
  workspace.write('go-on', '')
  await live
  const tailed = await tail
  expect([tailed.status, tailed.stdout]).toEqual([0, 'first line\nlast line\n'])
  expect(tailed.stderr).toMatch(/^first error\n[\s\S]*live-dataset-full-run1 completed\n$/)
})

test('tail cuts no character in two, however long the output is', async () => {
  const workspace = new WorkspaceFolder()
  const script = 'process.stdout.write("x" + "ä".repeat(900_000) + "\\n")'
  await rundir(['run', '--quiet', '--', node, '-e', script], { cwd: workspace.root })
  const done = await rundir(['tail', 'latest', '--no-follow', '--json'], { cwd: workspace.root })
  const events = done.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const output = events.filter((event) => event.kind === 'output').map((event) => event.text)
  expect(output.join('') === `x${'ä'.repeat(900_000)}\n`).toBe(true)
  expect(output.length).toBeGreaterThan(1)
})

test('init, profiles, config show, doctor and completion answer one document each', async () => {
  const folder = temporaryFolder()
  const made = await answer(['init'], { cwd: folder })
  expect(made).toMatchObject({ made: ['rundir.yaml'], kept: [], notices: [] })
  expect(await answer(['init'], { cwd: folder })).toMatchObject({ made: [] })
  expect(await answer(['profiles'], { cwd: folder })).toEqual([])
  const workspace = new WorkspaceFolder('project: x\n', folder)
  workspace.write('my.yaml', 'a: 1\nb: ${a}\n')
  expect(await answer(['config', 'show', '--config', 'my.yaml', 'a=2'], { cwd: folder })).toEqual({ a: 2, b: 2 })
  const origins = await answer(['config', 'show', '--config', 'my.yaml', 'a=2', '--origin'], { cwd: folder })
  expect(origins).toContainEqual({ key: 'b', value: 2, origin: expect.stringContaining('my.yaml') })
  const { findings } = await answer(['doctor'], { cwd: folder })
  expect(Object.keys(findings[0]).sort()).toEqual(['advice', 'found', 'verdict', 'what'])
  expect(await answer(['completion', 'bash'])).toMatchObject({
    shell: 'bash',
    script: expect.stringContaining('complete'),
  })
})

test('notices go to standard error, and --quiet keeps them and the program apart', async () => {
  const workspace = new WorkspaceFolder()
  const loud = await rundir(['run', '--', 'echo', 'said'], { cwd: workspace.root })
  expect(loud.stdout).toBe('said\n')
  expect(loud.stderr.trimEnd().split('\n').slice(-3)).toEqual([
    expect.stringMatching(/^completed model-dataset-full-run1 {2}.*exit 0$/),
    '  no metrics',
    '  outputs/model-dataset-full-run1  next: rundir show latest',
  ])
  const quiet = await rundir(['run', '--quiet', '--', 'echo', 'said'], { cwd: workspace.root })
  expect([quiet.stdout, quiet.stderr]).toEqual(['said\n', ''])
})
