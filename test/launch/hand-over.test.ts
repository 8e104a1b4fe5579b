import * as fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { manifestSchema } from '../../src/run/manifest-schema.js'
import { Repository } from '../capture/repository.js'
import { answer, program, rundir, shell } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const node = process.execPath
const RUN = 'outputs/model-dataset-full-run1'
const CONFIG = 'training:\n  lr: 0.001\n  batch_size: 8\n  layers: [1, 2]\n  tag: a b\ndebug: true\n'

async function seen(workspace: WorkspaceFolder, args: readonly string[], ...words: string[]) {
  const command = ['run', '--quiet', ...args, '--', node, program('print-environment.mjs'), ...words]
  const done = await rundir(command, { cwd: workspace.root })
  if (done.status !== 0) throw new Error(done.stderr)
  return JSON.parse(done.stdout)
}

describe('a command is told of its run', () => {
  test('in its environment', async () => {
    const workspace = new WorkspaceFolder('run: {environment: {PYTHONUNBUFFERED: "1"}}\n')
    const { env, cwd } = await seen(workspace, ['--model', 'Qwen2-7B', '--dataset', 'alpaca'])
    const name = 'qwen2-7b-alpaca-full-run1'
    const manifest = workspace.json(`outputs/${name}/run_manifest.json`)
    expect(env).toMatchObject({
      RUN_NAME: name,
      RUN_NUMBER: '1',
      RUN_NAME_PREFIX: 'qwen2-7b-alpaca-full',
      RUN_DIR_NAME: name,
      RUN_DIR: workspace.path(`outputs/${name}`),
      RUN_LOG_DIR: workspace.path(`logs/${name}`),
      RUN_ID: manifest.run_id,
      RUNDIR_WORKSPACE: workspace.root,
      RUNDIR_CONFIG: workspace.path(`outputs/${name}/config_resolved.json`),
      RUNDIR_ATTEMPT: '1',
      PYTHONUNBUFFERED: '1',
    })
    expect(cwd).toBe(workspace.root)
    const printed = await answer(['env', 'latest'], { cwd: workspace.root })
    expect(env).toMatchObject(printed)
  })

  test('by the places in its words', async () => {
    const workspace = new WorkspaceFolder()
    workspace.write('my.yaml', CONFIG)
    const { argv } = await seen(
      workspace,
      ['--config', 'my.yaml'],
      '--config={config}',
      '{run_dir}/out',
      '{other}',
      'a b',
    )
    const run = workspace.path(RUN)
    expect(argv).toEqual([`--config=${run}/config_resolved.json`, `${run}/out`, '{other}', 'a b'])
    expect(workspace.json(`${RUN}/config_resolved.json`)).toEqual({
      training: { lr: 0.001, batch_size: 8, layers: [1, 2], tag: 'a b' },
      debug: true,
    })
  })

  test.each([
    [
      'dotted',
      [
        '--training.lr=0.001',
        '--training.batch_size=8',
        '--training.layers=[1,2]',
        '--training.tag=a b',
        '--debug=true',
      ],
    ],
    [
      'dashed',
      [
        '--training-lr',
        '0.001',
        '--training-batch-size',
        '8',
        '--training-layers',
        '[1,2]',
        '--training-tag',
        'a b',
        '--debug',
        'true',
      ],
    ],
    [
      'hydra',
      ['training.lr=0.001', 'training.batch_size=8', 'training.layers=[1,2]', "training.tag='a b'", 'debug=true'],
    ],
  ])('by one flag for each setting, %s', async (style, flags) => {
    const workspace = new WorkspaceFolder(`run: {flags_style: ${style}}\n`)
    workspace.write('my.yaml', CONFIG)
    const { argv } = await seen(workspace, ['--config', 'my.yaml'], 'train', '{flags}', 'x{flags}')
    expect(argv).toEqual(['train', ...flags, 'x{flags}'])
  })

  test('with numbers that JSON cannot hold as text in JSON and in flags, and as numbers in YAML', async () => {
    const workspace = new WorkspaceFolder()
    workspace.write('my.yaml', 'a: .inf\nb: .nan\ntext: "NaN"\nlist: [1, -.inf]\n')
    const { argv } = await seen(workspace, ['--config', 'my.yaml'], '{flags}')
    expect(argv).toEqual(['--a=Infinity', '--b=NaN', '--text=NaN', '--list=[1,"-Infinity"]'])
    const strict = { a: 'Infinity', b: 'NaN', text: 'NaN', list: [1, '-Infinity'] }
    expect(workspace.json(`${RUN}/config_resolved.json`)).toEqual(strict)
    expect(workspace.json(`${RUN}/config_nonfinite.json`)).toEqual([['a'], ['b'], ['list', 1]])
    expect(workspace.read(`${RUN}/config_resolved.yaml`)).toBe('a: .inf\nb: .nan\ntext: "NaN"\nlist: [1, -.inf]\n')
    expect(await answer(['config', 'show', '--config', 'my.yaml'], { cwd: workspace.root })).toEqual(strict)
    const dry = await answer(['run', '--dry-run', '--config', 'my.yaml', '--', 'true'], { cwd: workspace.root })
    expect(dry.config).toEqual(strict)
    const origins = await rundir(['config', 'show', '--config', 'my.yaml', '--origin'], { cwd: workspace.root })
    expect(origins.stdout).toMatch(/^a: \.inf +# file my\.yaml\nb: \.nan /)
    const diff = ['config', 'show', '--config', 'my.yaml', '--diff', 'my.yaml', 'a=-inf']
    expect((await rundir(diff, { cwd: workspace.root })).stdout).toBe('- a: .inf\n+ a: -.inf\n')
  })

  test('with text that looks like an interpolation, which stays text however often it is read', async () => {
    const workspace = new WorkspaceFolder()
    const text = { a: '\\${b}', list: ['x\\\\\\${b}', '${b}', "it's \\${ {c} "], b: 'c' }
    workspace.write('my.json', JSON.stringify(text))
    await rundir(['run', '--config', 'my.json', '--', 'true'], { cwd: workspace.root })
    const plain = { a: '${b}', list: ['x\\${b}', 'c', "it's ${ {c} "], b: 'c' }
    expect(workspace.json(`${RUN}/config_resolved.json`)).toEqual(plain)
    const again = ['run', '--config', `${RUN}/config_resolved.yaml`, '--', 'true']
    expect((await rundir(again, { cwd: workspace.root })).status).toBe(0)
    expect(workspace.json('outputs/model-dataset-full-run2/config_resolved.json')).toEqual(plain)
    const verdict = await rundir(['verify', '--all'], { cwd: workspace.root })
    expect([verdict.status, verdict.stdout]).toEqual([0, expect.not.stringContaining('R011')])
    const { configuration } = await answer(['diff', 'run1', 'run2'], { cwd: workspace.root })
    expect(configuration).toMatchObject({ equal: 3, differences: [] })
  })

  test('with cwd: run it starts in its run, found where the caller stood', async () => {
    const workspace = new WorkspaceFolder('run: {cwd: run}\n')
    expect((await seen(workspace, [])).cwd).toBe(workspace.path(RUN))
    workspace.write('here.sh', '#!/bin/sh\npwd\n')
    fs.chmodSync(workspace.path('here.sh'), 0o755)
    const done = await rundir(['run', '--quiet', '--', './here.sh'], { cwd: workspace.root })
    expect([done.status, done.stdout]).toEqual([0, `${workspace.path('outputs/model-dataset-full-run2')}\n`])
  })

  test('reads its own input', async () => {
    const { root } = new WorkspaceFolder()
    expect((await rundir(['run', '--quiet', '--', 'cat'], { cwd: root, input: 'typed' })).stdout).toBe('typed')
  })
})

describe('the order of writes', () => {
  test('before its first instruction a program finds configuration, patch, attempt and a manifest that says running', async () => {
    const workspace = new WorkspaceFolder()
    const repository = new Repository(workspace.root)
    workspace.write('my.yaml', CONFIG)
    repository.commit()
    workspace.write('my.yaml', `${CONFIG}seed: 7\n`)
    workspace.write('new.py', 'print(1)\n')
    const command = ['run', '--quiet', '--config', 'my.yaml', 'training.lr=0.5', '--', node, program('list-run.mjs')]
    const done = await rundir(command, { cwd: workspace.root })
    const files: Record<string, string> = JSON.parse(done.stdout)
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        'run_manifest.json',
        'config.yaml',
        'config_resolved.yaml',
        'config_origin.json',
        'source.patch',
        'attempts/1.json',
        '.reserve',
      ]),
    )
    const manifest = JSON.parse(files['run_manifest.json'] ?? '')
    expect(manifestSchema.parse(manifest)).toEqual(manifest)
    expect(manifest).toMatchObject({ status: 'running', attempt: 1, git_dirty: true, seed: 7, seal: null })
    expect(manifest.git_untracked).toContain('new.py')
    expect(files['source.patch']).toMatch('+seed: 7')
    expect(files['config.yaml']).toMatch('lr: 0.5')
    expect(JSON.parse(files['config_origin.json'] ?? '')['training.lr']).toMatch(/override|command/)
    expect(JSON.parse(files['attempts/1.json'] ?? '')).toMatchObject({ attempt: 1, ended_at: null })
  })

  test('at the end there are metrics, checksums that hold, an attempt that ended, and a sealed manifest of the schema', async () => {
    const workspace = new WorkspaceFolder()
    await rundir(['run', '--', node, program('log-points.mjs'), '5'], { cwd: workspace.root })
    const manifest = workspace.json(`${RUN}/run_manifest.json`)
    expect(manifestSchema.parse(manifest)).toEqual(manifest)
    expect(manifest).toMatchObject({ status: 'completed', exit_code: 0, summary: { loss: 0.2 } })
    expect(workspace.json(`${RUN}/metrics.json`).scalars.loss).toMatchObject({ last: 0.2, count: 5, step: 5 })
    expect(workspace.json(`${RUN}/attempts/1.json`).ended_at).toBe(manifest.ended_at)
    const check = await shell('sha256sum --check --strict artifacts.sha256 && sha256sum artifacts.sha256', {
      cwd: workspace.path(RUN),
    })
    expect(check.status).toBe(0)
    expect(check.stdout).toMatch(manifest.seal.sha256)
    const vouched = workspace
      .files(RUN)
      .filter((path) => !/^(run_manifest\.json|artifacts\.sha256|attempts\/.*)$/.test(path))
    expect(
      workspace
        .read(`${RUN}/artifacts.sha256`)
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(66)),
    ).toEqual(vouched)
    expect(manifest.seal.files).toBe(vouched.length)
  })

  test('no file of a run holds the path of the workspace, but what the program printed', async () => {
    const workspace = new WorkspaceFolder()
    workspace.write('my.yaml', CONFIG)
    await rundir(['run', '--config', 'my.yaml', '--', 'true'], { cwd: workspace.root })
    for (const path of workspace.files(RUN))
      expect([path, workspace.read(`${RUN}/${path}`).includes(workspace.root)]).toEqual([path, false])
  })

  test('keys that a program or a later version added to the manifest survive the end', async () => {
    const workspace = new WorkspaceFolder()
    await rundir(['run', '--', node, program('note-manifest.mjs')], { cwd: workspace.root })
    expect(workspace.json(`${RUN}/run_manifest.json`)).toMatchObject({
      status: 'completed',
      from_the_future: { kept: true },
      notes: 'added while it ran',
    })
  })
})

test('a dry run and a list of profiles claim nothing and launch nothing', async () => {
  const workspace = new WorkspaceFolder()
  workspace.write('configs/dev-pretrain.json', '{"training": {"lr": 1}}\n')
  const dry = await answer(['run', '--dry-run', '--model', 'm', '--', 'touch', 'launched'], { cwd: workspace.root })
  expect(dry).toMatchObject({ name: 'm-dataset-full-run1', number: 1, command: ['touch', 'launched'] })
  const profiles = await answer(['run', '--list-profiles'], { cwd: workspace.root })
  expect(profiles.length).toBe(1)
  expect(Object.keys(profiles[0])).toEqual(
    expect.arrayContaining(['name', 'phase', 'purpose', 'description', 'notes', 'path', 'exists']),
  )
  expect([workspace.has('launched'), workspace.has('outputs'), workspace.files('.rundir/claims')]).toEqual([
    false,
    false,
    [],
  ])
})
