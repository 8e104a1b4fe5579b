import { mkdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

describe('a model', () => {
  test('of 300 characters is shortened, wherever it comes from', async () => {
    const workspace = new WorkspaceFolder()
    const model = 'x'.repeat(300)
    workspace.write('long.json', JSON.stringify({ training: { model_name_or_path: model } }))
    for (const naming of [
      ['--model', model],
      ['--config', 'long.json'],
    ]) {
      const { name } = await answer(['name', ...naming], { cwd: workspace.root })
      expect(name).toMatch(/^x{59}-[0-9a-f]{4}-dataset-full-run1$/)
    }
  })

  test('that leads through a file, or holds a NUL, is an identifier; one that is a folder gives its last part', async () => {
    const workspace = new WorkspaceFolder()
    mkdirSync(workspace.path('models/Tiny'), { recursive: true })
    workspace.write('nul.json', JSON.stringify({ training: { model_name_or_path: 'a\0b' } }))
    const nameOf = async (naming: string[]) => (await answer(['name', ...naming], { cwd: workspace.root })).name
    expect(await nameOf(['--model', 'rundir.yaml/x'])).toBe('rundir-yaml-x-dataset-full-run1')
    expect(await nameOf(['--config', 'nul.json'])).toBe('a-b-dataset-full-run1')
    expect(await nameOf(['--model', 'models/Tiny'])).toBe('tiny-dataset-full-run1')
  })
})

describe('inside a run', () => {
  test('new answers that run and claims nothing, whatever is asked for', async () => {
    const workspace = new WorkspaceFolder()
    const inner = 'rundir new && rundir new --model other && rundir new --run-index 9 --force && rundir new --json'
    const done = await rundir(['run', '--model', 'm', '--', 'sh', '-c', inner], { cwd: workspace.root })
    const dir = 'outputs/m-dataset-full-run1'
    const lines = done.stdout.split('\n')
    expect(lines.slice(0, 3)).toEqual([dir, dir, dir])
    expect(JSON.parse(lines.slice(3).join('\n'))).toMatchObject({ dir, status: 'running' })
    expect(done.stderr).toMatch(`attached to ${dir}, because RUN_DIR is set`)
    expect(workspace.files('.rundir/claims/names')).toHaveLength(1)
    expect(workspace.json(`${dir}/run_manifest.json`)).toMatchObject({ status: 'completed', attempt: 1 })
  })

  test('name previews the next run, as it would outside', async () => {
    const workspace = new WorkspaceFolder()
    const inner = 'rundir name && rundir name --model m'
    const env = { FORCE_RUN_INDEX: '4' }
    const done = await rundir(['run', '--model', 'm', '--', 'sh', '-c', inner], { cwd: workspace.root, env })
    expect(done.stdout).toBe('model-dataset-full-run1\nm-dataset-full-run5\n')
  })

  test('new in a RUN_DIR that is no run is refused', async () => {
    const workspace = new WorkspaceFolder()
    const done = await rundir(['new'], { cwd: workspace.root, env: { RUN_DIR: 'outputs/gone' } })
    expect([done.status, workspace.has('outputs')]).toEqual([3, false])
  })
})

test('layouts that could be mistaken for each other are refused before a run is made, and an index outside pipeline is', async () => {
  const both = '{u: "{user}/{model}/{date}-{counter:3}", w: "{phase}/{model}/{date}-{counter:3}"}'
  const workspace = new WorkspaceFolder(`layouts: ${both}\n`)
  const at = { cwd: workspace.root }
  const mixed = await rundir(['new', '--layout', 'w', '--model', 'q'], at)
  expect([mixed.status, mixed.stderr]).toEqual([2, expect.stringMatching('layouts.w .* the same path as layouts.u')])
  workspace.write('rundir.yaml', 'layouts: {u: "{model}_{counter}"}\n')
  for (const { asked, flags = [], env = {} } of [
    { asked: '--run-index', flags: ['--run-index', '4'] },
    { asked: 'FORCE_RUN_INDEX', env: { FORCE_RUN_INDEX: '4' } },
  ]) {
    const done = await rundir(['new', '--layout', 'u', ...flags], { ...at, env })
    expect([done.status, done.stderr]).toEqual([
      2,
      expect.stringMatching(`${asked} belongs to the layout pipeline, not to u`),
    ])
  }
  expect(workspace.has('runs')).toBe(false)
})

test.each([
  ['the old naming', { USE_LEGACY_NAMING: '1' }],
  ['RUN_NAME a-b-full-run2', { RUN_NAME: 'a-b-full-run2' }],
])('an index that does not go with %s is refused, not passed over', async (other, env) => {
  const workspace = new WorkspaceFolder()
  const done = await rundir(['new', '--run-index', '3'], { cwd: workspace.root, env })
  expect([done.status, done.stderr]).toEqual([2, expect.stringMatching(`the run index 3 does not go with ${other}`)])
  expect(workspace.has('outputs')).toBe(false)
})

test.each([
  ['RUN_NAME', 'Mine', 'RUN_NAME: "Mine" is not a run name'],
  ['FORCE_RUN_INDEX', 'abc', 'FORCE_RUN_INDEX is "abc", which is not a number from 1 to 9999'],
])('%s that is none is named, and how to get on without', async (variable, value, said) => {
  const workspace = new WorkspaceFolder()
  const done = await rundir(['new'], { cwd: workspace.root, env: { [variable]: value } })
  expect([done.status, done.stderr]).toEqual([2, expect.stringContaining(`${said}\n  unset it to get the next`)])
})
