import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, expect, test } from 'vitest'
import { openWorkspace } from '../../src/index.js'
import { answer, type Finished, rundir, shell } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const RUN = 'outputs/m-d-full-run1'
const NAME = 'perception/segmentation/dinov3'
const TRAINED = `models/${NAME}/trained/default`
const TRAIN = `mkdir -p $RUN_DIR/artifacts/checkpoints
printf weights > $RUN_DIR/artifacts/checkpoints/step_500.safetensors
ln -s step_500.safetensors $RUN_DIR/artifacts/checkpoints/best.safetensors
printf older > $RUN_DIR/artifacts/checkpoints/last.safetensors
echo '{"step":1,"loss":0.25}' > $RUN_DIR/metrics/main.1.jsonl`
const DESCRIBE = `echo '{"input_spec": {"shape": [3, 224, 224]}, "class_map": ["cat", "dog"], "export": {"opset": 17}}' > $RUN_DIR/artifacts/model.json`

const made = new Map<string, WorkspaceFolder>()

/** A workspace with one run of that program; each program runs once, and every test gets a copy. */
async function trained(script = `${TRAIN}\n${DESCRIBE}`): Promise<WorkspaceFolder> {
  const original =
    made.get(script) ?? new WorkspaceFolder('project: demo\n', fs.mkdtempSync(`${tmpdir()}/rundir-made-`))
  if (!made.has(script)) {
    const words = ['run', '-q', '--model', 'm', '--dataset', 'd', '--', 'bash', '-c', script]
    await rundir(words, { cwd: original.root })
  }
  made.set(script, original)
  const copy = new WorkspaceFolder()
  fs.cpSync(original.root, copy.root, { recursive: true, verbatimSymlinks: true })
  return copy
}

afterAll(() => {
  for (const { root } of made.values()) fs.rmSync(root, { recursive: true })
})

const promote = (workspace: WorkspaceFolder, ...more: string[]) =>
  rundir(['promote', RUN, '--as', NAME, ...more], { cwd: workspace.root })

/** Refused, with words of the reason, and nothing was made. */
function expectRefusal(workspace: WorkspaceFolder, done: Finished, status: number, ...said: string[]): void {
  for (const words of said) expect(done.stderr).toContain(words)
  expect(done.stderr).not.toMatch(/^\s+at /m)
  expect([done.status, done.stdout]).toEqual([status, ''])
  expect(workspace.files('models')).toEqual([])
}

test('a checkpoint becomes a model with its evidence, which is listed, shown, aliased and resolved', async () => {
  const workspace = await trained()
  const cwd = workspace.root
  const { version, path, ...manifest } = await answer(['promote', RUN, '--as', NAME], { cwd })
  expect(version).toMatch(/^\d{4}-\d\d-\d\d_nogit$/)
  expect(workspace.files(path)).toEqual(['best.safetensors', 'config_resolved.yaml', 'manifest.json', 'metrics.json'])
  expect(workspace.read(`${path}/best.safetensors`)).toBe('weights')
  expect(workspace.read(`${path}/metrics.json`)).toBe(workspace.read(`${RUN}/metrics.json`))
  expect(manifest).toMatchObject({
    ...workspace.json(`${path}/manifest.json`),
    schema_version: 1,
    model_name: 'dinov3',
    skill: 'perception/segmentation',
    format: 'safetensors',
    sha256: createHash('sha256').update('weights').digest('hex'),
    git_hash: null,
    input_spec: { shape: [3, 224, 224] },
    class_map: ['cat', 'dog'],
    export: { opset: 17 },
    source_run: RUN,
    source_run_id: workspace.json(`${RUN}/run_manifest.json`).run_id,
    source_checkpoint: 'artifacts/checkpoints/step_500.safetensors',
    metrics: { loss: 0.25 },
  })
  const alias = await answer(['models', 'alias', NAME, 'champion'], { cwd })
  expect(alias).toMatchObject({ target: `trained/default/${version}`, before: null })
  const rows = await answer(['models', 'ls'], { cwd })
  expect(rows).toMatchObject([{ model: NAME, version, aliases: ['champion'], source_run: RUN, damage: null }])
  const shown = await answer(['models', 'show', NAME], { cwd })
  expect(shown).toMatchObject({ ...rows[0], manifest: workspace.json(`${path}/manifest.json`) })
  const resolved = await rundir(['models', 'resolve', `local://${NAME}@champion`], { cwd })
  expect(resolved.stdout).toBe(`${workspace.path(path)}/best.safetensors\n`)
  const library = await openWorkspace(workspace.root, { environment: {} })
  expect(await library.resolveModel(`local://${NAME}`)).toMatchObject({
    reference: `local://${NAME}/trained/default/${version}`,
    file: `${workspace.path(path)}/best.safetensors`,
  })
  expect((await answer(['verify', '--data'], { cwd })).findings).toEqual([])
})

test('a second promotion overwrites nothing, and promotions at the same time each get a version', async () => {
  const workspace = await trained()
  const done = await Promise.all(Array.from({ length: 4 }, () => promote(workspace)))
  expect(done.map(({ status }) => status)).toEqual([0, 0, 0, 0])
  const versions = fs.readdirSync(workspace.path(TRAINED)).sort()
  expect(versions.map((version) => version.slice(10))).toEqual(['_nogit', ...[2, 3, 4].map((n) => `_nogit_${n}`)])
  expect(new Set(done.map(({ stdout }) => stdout)).size).toBe(4)
  for (const version of versions) expect(workspace.read(`${TRAINED}/${version}/best.safetensors`)).toBe('weights')
})

test('the checkpoint and the variant are chosen', async () => {
  const workspace = await trained()
  const cwd = workspace.root
  const words = ['promote', RUN, '--as', NAME, '--variant', 'large', '--checkpoint']
  expect((await answer([...words, 'last'], { cwd })).weights).toBe('last.safetensors')
  const { variant, weights, version } = await answer([...words, 'step_500.safetensors'], { cwd })
  expect([variant, weights, version.slice(-2)]).toEqual(['large', 'step_500.safetensors', '_2'])
})

test('a run that failed, or does not verify, is refused with what verify found', async () => {
  const failed = await trained(`${TRAIN}; exit 3`)
  expectRefusal(failed, await promote(failed), 5, `${RUN} is failed`, 'only a completed run')
  const changed = await trained()
  changed.write(`${RUN}/metrics.json`, '{"loss": 0.01}')
  expectRefusal(changed, await promote(changed), 5, 'does not verify: R034', `rundir verify ${RUN}`)
})

test('weights that were changed after the run, at the same size, are refused and leave nothing', async () => {
  const workspace = await trained()
  workspace.write(`${RUN}/artifacts/checkpoints/step_500.safetensors`, 'WEIGHTS')
  expectRefusal(workspace, await promote(workspace), 5, 'another checksum than artifacts.sha256')
  expect(fs.readdirSync(workspace.path(TRAINED))).toEqual([])
})

test('a checkpoint that came after the run, leads out of it, or is a folder is refused', async () => {
  const workspace = await trained()
  fs.mkdirSync(workspace.path(`${RUN}/artifacts/checkpoints/hf`))
  workspace.write(`${RUN}/artifacts/checkpoints/late.pt`, 'late')
  expectRefusal(workspace, await promote(workspace, '--checkpoint', 'late'), 5, 'was sealed without')
  expectRefusal(workspace, await promote(workspace, '--checkpoint', 'hf'), 2, 'is a folder', 'hf/FILE')
  expectRefusal(workspace, await promote(workspace, '--checkpoint', 'bset'), 3, 'did you mean best?')
  expectRefusal(
    workspace,
    await promote(workspace, '--checkpoint', '../../run_manifest.json'),
    5,
    'not a relative path',
  )
  workspace.write('secret.pt', 'secret')
  fs.symlinkSync('../../../../secret.pt', workspace.path(`${RUN}/artifacts/checkpoints/out.pt`))
  expect((await promote(workspace, '--checkpoint', 'out')).status).toBe(5)
  expect(workspace.files('models')).toEqual([])
})

test('what the program says of its model is taken only where it is whole', async () => {
  const workspace = await trained(`${TRAIN}; echo '[1]' > $RUN_DIR/artifacts/model.json`)
  expectRefusal(workspace, await promote(workspace), 5, 'artifacts/model.json does not describe a model')
})

test('a name that leads out of the models is refused', async () => {
  const workspace = new WorkspaceFolder()
  for (const [name, status] of [
    ['../x', 5],
    ['con/x', 2],
  ] as const)
    expectRefusal(workspace, await rundir(['promote', RUN, '--as', name], { cwd: workspace.root }), status)
})

test('weights beside code do not make the code of the next run dirty', async () => {
  const workspace = await trained()
  const cwd = workspace.root
  workspace.write('models/net.py', 'class Net: ...')
  workspace.write('.gitignore', 'outputs\nlogs\n.rundir\n')
  const git = 'git -c user.name=t -c user.email=t@t'
  await shell(`git init -q && git add . && ${git} commit -qm x && rundir promote ${RUN} --as ${NAME}`, { cwd })
  await shell(`rundir models alias ${NAME} champion && rundir run -q --model clean -- true`, { cwd })
  workspace.write('models/new.py', '')
  await rundir(['run', '-q', '--model', 'dirty', '--', 'true'], { cwd })
  const untracked = ['clean', 'dirty'].map((model) =>
    workspace.json(`outputs/${model}-dataset-full-run1/run_manifest.json`),
  )
  expect(untracked.map((run) => run.git_untracked)).toEqual([[], ['models/new.py']])
})

test('a link among the models is not followed', async () => {
  const workspace = await trained()
  fs.mkdirSync(workspace.path('outside'))
  fs.mkdirSync(workspace.path('models'))
  fs.symlinkSync('../outside', workspace.path('models/perception'))
  expectRefusal(workspace, await promote(workspace), 5, 'models/perception is a link')
  expect(workspace.files('outside')).toEqual([])
})

test('weights that were changed are not resolved, and verify names them', async () => {
  const workspace = await trained()
  const cwd = workspace.root
  const { path } = await answer(['promote', RUN, '--as', NAME], { cwd })
  workspace.write(`${path}/best.safetensors`, 'WEIGHTS')
  const done = await rundir(['models', 'resolve', NAME], { cwd })
  expect([done.status, done.stdout]).toEqual([5, ''])
  expect(done.stderr).toContain('another checksum than its manifest')
  const verified = await rundir(['verify', '--data', '--json'], { cwd })
  expect(JSON.parse(verified.stdout).findings).toMatchObject([{ rule: 'R087', path: `${path}/best.safetensors` }])
})

test('a model that a person brought is listed and resolved beside a damaged one', async () => {
  const workspace = new WorkspaceFolder()
  const cwd = workspace.root
  const sha256 = createHash('sha256').update('given').digest('hex')
  workspace.write('models/seg/dino/pretrained/base/dino.pt', 'given')
  workspace.write('models/seg/dino/pretrained/base/manifest.json', JSON.stringify({ schema_version: 1, sha256 }))
  workspace.write('models/seg/dino/pretrained/bad/manifest.json', '{"schema')
  const rows = await answer(['models', 'ls'], { cwd })
  expect(rows.map((row: { variant: string; damage: string | null }) => [row.variant, row.damage === null])).toEqual([
    ['bad', false],
    ['base', true],
  ])
  const resolved = await shell('cat "$(rundir models resolve local://seg/dino/pretrained/base)"', { cwd })
  expect(resolved.stdout).toBe('given')
  expect((await rundir(['models', 'resolve', 'local://seg/dino/pretrained/bad'], { cwd })).status).toBe(5)
  const unknown = await rundir(['models', 'resolve', 'local://seg/dnio'], { cwd })
  expect([unknown.status, unknown.stderr]).toEqual([3, expect.stringContaining('did you mean seg/dino')])
})
