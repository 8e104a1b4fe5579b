import { expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const SCHEMA = {
  type: 'object',
  properties: {
    training: {
      type: 'object',
      properties: { lr: { type: 'number', exclusiveMinimum: 0 }, steps: { type: 'integer' } },
      required: ['lr'],
      additionalProperties: false,
    },
    data: { type: 'string' },
  },
  required: ['training', 'data'],
}

function makeWorkspace(): WorkspaceFolder {
  const folder = new WorkspaceFolder('project: demo\nschemas: {pretrain: schema.json}\n')
  folder.write('schema.json', JSON.stringify(SCHEMA))
  folder.write('configs/dev-pretrain.json', '{"training": {"lr": 0.1, "steps": 10}, "data": "text"}')
  folder.write('configs/prod-pretrain.yaml', 'training: {lr: 0.1, steps: 9000}\ndata: text\n')
  folder.write('configs/smoke-pretrain.yaml', 'training:\n  lr: -1\n  step: 012\n  at: 1:30\ndata: ???\n')
  return folder
}

async function check(folder: WorkspaceFolder, ...words: string[]) {
  const done = await rundir(['config', 'check', '--json', ...words], { cwd: folder.root })
  return { status: done.status, said: done.stderr, ...(done.stdout === '' ? {} : JSON.parse(done.stdout)) }
}

test('a configuration that fits its schema has no problems', async () => {
  const folder = makeWorkspace()
  const checked = await check(folder, '--profile', 'dev', 'training.lr=1e-3')
  expect(checked).toMatchObject({ status: 0, phase: 'pretrain', schema: 'schema.json', problems: [], errors: 0 })
  const shown = await rundir(['config', 'check', '--profile', 'dev'], { cwd: folder.root })
  expect(shown.stdout).toContain('no problems')
})

test('every problem is listed at once, with what older YAML readers would make of the file', async () => {
  const folder = makeWorkspace()
  const checked = await check(folder, '--profile', 'smoke-pretrain')
  expect(checked).toMatchObject({ status: 1, errors: 4, warnings: 2 })
  const errors = checked.problems.filter((problem: { severity: string }) => problem.severity === 'error')
  expect(errors.map((problem: { key: string }) => problem.key).sort()).toEqual([
    'data',
    'training.at',
    'training.lr',
    'training.step',
  ])
  expect(checked.problems).toContainEqual(
    expect.objectContaining({ severity: 'warning', file: 'configs/smoke-pretrain.yaml', line: 3, column: 9 }),
  )
  const shown = await rundir(['config', 'check', '--profile', 'smoke-pretrain'], { cwd: folder.root })
  expect(shown.stdout).toContain('did you mean steps?')
  expect(shown.stdout).toContain('4 errors, 2 warnings')
})

test('a configuration that does not compose is a problem, a profile that is not there an error', async () => {
  const folder = makeWorkspace()
  expect(await check(folder, '--profile', 'dev', 'trainin.lr=1')).toMatchObject({
    status: 1,
    problems: [{ severity: 'error', message: expect.stringContaining('sets trainin.lr') }],
  })
  const unknown = await check(folder, '--profile', 'prd')
  expect(unknown).toMatchObject({ status: 3, said: expect.stringContaining('PROFILE_UNKNOWN') })
})

test('every interpolation and every override that is wrong is a problem of its own, with its place', async () => {
  const folder = makeWorkspace()
  folder.write('own.yaml', 'lr: 1\nb: ${lrr}\nc: {d: "${.x}"}\ne: ${b}\nf: ${env:NO_SUCH_VARIABLE}\n')
  const { problems, errors } = await check(folder, '--config', 'own.yaml', 'lrr=2', 'lr=1,2', '+lr=3')
  const said = problems.map(({ file, line, column, key, message }: Record<string, unknown>) => {
    return [file, line, column, key, message]
  })
  expect([errors, said]).toEqual([
    6,
    [
      [null, null, null, '', expect.stringContaining('sets lrr')],
      [null, null, null, '', expect.stringContaining('several values')],
      [null, null, null, '', expect.stringContaining('there already')],
      ['own.yaml', 2, 1, 'b', expect.stringContaining('${lrr}')],
      ['own.yaml', 3, 5, 'c.d', expect.stringContaining('${.x}')],
      ['own.yaml', 5, 1, 'f', expect.stringContaining('NO_SUCH_VARIABLE')],
    ],
  ])
})

test('a problem of syntax has its file, line and column as data too', async () => {
  const folder = makeWorkspace()
  folder.write('configs/exp-pretrain.yaml', 'a: 1\nb: [1,\n')
  folder.write('configs/exp-sft.json', '{"a": 1,\n "__proto__": 2}')
  expect(await check(folder, '--profile', 'exp-pretrain')).toMatchObject({
    status: 1,
    problems: [{ file: 'configs/exp-pretrain.yaml', line: 3, column: 1, message: expect.stringMatching(/^Flow/) }],
  })
  expect(await check(folder, '--profile', 'exp-sft')).toMatchObject({
    problems: [{ file: 'configs/exp-sft.json', line: 2, column: 2, message: expect.stringContaining('__proto__') }],
  })
  const { stdout } = await rundir(['config', 'check', '--profile', 'smoke-pretrain'], { cwd: folder.root })
  expect(stdout).toContain('error configs/smoke-pretrain.yaml:2:3: training.lr: ')
})

test('settings that do not fit stop a run before anything is created on disk', async () => {
  const folder = makeWorkspace()
  const before = folder.files()
  const run = ['run', '--phase', 'pretrain', '--profile']
  const unfit = await rundir([...run, 'dev', 'training.lr=-1', '--', 'true'], { cwd: folder.root })
  expect(unfit).toMatchObject({ status: 2, stderr: expect.stringContaining('do not fit schema.json: training.lr') })
  const missing = await rundir([...run, 'smoke-pretrain', '--', 'true'], { cwd: folder.root })
  expect(missing).toMatchObject({ status: 2, stderr: expect.stringContaining('still to be given: data') })
  expect(folder.files().filter((file) => !file.startsWith('.rundir/cache/'))).toEqual(before)
  const fit = await rundir([...run, 'dev', '--', 'true'], { cwd: folder.root })
  expect(fit).toMatchObject({ status: 0 })
})

test('of a pipeline every step is checked, with the overrides that come to it', async () => {
  const folder = makeWorkspace()
  folder.write('configs/dev-sft.yaml', 'init: ???\nlr: 1\nat: 1:30\nother: ???\n')
  folder.write(
    'configs/pipeline-dev.yaml',
    `steps:
  - {phase: pretrain, profile: dev}
  - {phase: sft, profile: dev-sft, inputs: {init: "\${steps.pretrain.artifacts.checkpoints.best}"}}
`,
  )
  const checked = await check(folder, '--profile', 'pipeline-dev', 'training.lr=-1', 'sft.lr=2')
  expect(checked).toMatchObject({ status: 1, phase: 'pipeline', errors: 2, warnings: 1 })
  expect(checked.problems.map((problem: { key: string }) => problem.key)).toEqual([
    'pretrain.training.lr',
    'sft.other',
    '',
  ])
  const unknown = await check(folder, '--profile', 'pipeline-dev', 'learning=1', 'sft.other=3', 'x.y=1')
  const said = unknown.problems.map(({ message }: { message: string }) => message)
  expect([unknown.errors, said.slice(0, 2)]).toEqual([
    2,
    [expect.stringContaining('sets learning'), expect.stringContaining('sets x.y')],
  ])
})

test('a key that only the schema knows can be set without a plus', async () => {
  const folder = makeWorkspace()
  folder.write('configs/minimal-pretrain.json', '{"training": {"lr": 0.1}, "data": "text"}')
  expect(await check(folder, '--profile', 'minimal', 'training.steps=5')).toMatchObject({ status: 0, errors: 0 })
})

test('defaults of the schema are the first layer, of what is shown and of the run', async () => {
  const folder = new WorkspaceFolder('schemas: {pretrain: schema.json}\n')
  const training = { type: 'object', properties: { lr: { type: 'number', default: 1 }, steps: { default: 10 } } }
  folder.write('schema.json', JSON.stringify({ properties: { seed: { type: 'integer', default: 7 }, training } }))
  folder.write('configs/dev-pretrain.yaml', 'training: {lr: 0.5}\n')
  const origins = await answer(['config', 'show', '--profile', 'dev', '--origin', 'training.steps=20'], {
    cwd: folder.root,
  })
  expect(origins).toEqual([
    { key: 'seed', value: 7, origin: 'default' },
    { key: 'training.lr', value: 0.5, origin: 'profile dev-pretrain' },
    { key: 'training.steps', value: 20, origin: 'overrides' },
  ])
  await rundir(['run', '--profile', 'dev', '--', 'true'], { cwd: folder.root })
  const run = 'outputs/latest'
  expect(folder.json(`${run}/config_resolved.json`)).toEqual({ seed: 7, training: { lr: 0.5, steps: 10 } })
  expect(folder.json(`${run}/run_manifest.json`)).toMatchObject({ seed: 7 })
  const unknown = await rundir(['config', 'show', '--profile', 'dev', 'sed=1'], { cwd: folder.root })
  expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('did you mean seed') })
})

test('a schema that is named and not there is an error of the workspace file', async () => {
  const folder = new WorkspaceFolder('schemas: {pretrain: lost.json}\n')
  folder.write('configs/dev-pretrain.json', '{"a": 1}')
  expect(await check(folder, '--profile', 'dev')).toMatchObject({
    status: 2,
    said: expect.stringContaining('the JSON Schema of the phase pretrain is not there: lost.json'),
  })
})

test('--diff tells what leads from another profile or file to the settings, overrides included', async () => {
  const folder = makeWorkspace()
  const show = ['config', 'show', '--profile', 'prod', 'training.lr=1']
  const text = await rundir([...show, '--diff', 'dev'], { cwd: folder.root })
  expect(text.stdout.split('\n').slice(0, 4)).toEqual([
    '- training.lr: 0.1',
    '+ training.lr: 1',
    '- training.steps: 10',
    '+ training.steps: 9000',
  ])
  const data = await rundir([...show, '--diff', 'configs/dev-pretrain.json', '--json'], { cwd: folder.root })
  expect(JSON.parse(data.stdout)).toContainEqual({ kind: 'changed', key: 'training.steps', before: 10, after: 9000 })
  const same = await rundir(['config', 'show', '--profile', 'dev', '--diff', 'dev'], { cwd: folder.root })
  expect(same.stdout).toBe('no differences\n')
})
