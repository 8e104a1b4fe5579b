import { describe, expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const SETTINGS = `
project: demo
profiles:
  dev-pretrain: {description: For a laptop, notes: A thousand steps}
  prod-sft: {description: The long one}
  night: {phase: pretrain, purpose: prod, extends: dev-pretrain, description: Over night}
`

function makeWorkspace(): WorkspaceFolder {
  const folder = new WorkspaceFolder(SETTINGS)
  folder.write('configs/smoke-pretrain.json', '{"lr": 0.3}')
  folder.write('configs/dev-pretrain.json', '{"lr": 0.1, "steps": 1000}')
  folder.write('configs/dev-sft.yaml', 'extends: dev-pretrain\nlr: 0.01\n')
  folder.write('configs/other.json', '{"lr": 7}')
  folder.write('own.yaml', 'lr: 0.5\nsteps: 5\n')
  return folder
}

const run = (folder: WorkspaceFolder, ...words: string[]) =>
  rundir(['run', ...words, '--', 'true'], { cwd: folder.root })

describe('the list of profiles', () => {
  test('is grouped by purpose, with aliases, descriptions, notes and a mark where the file is missing', async () => {
    const folder = makeWorkspace()
    const { stdout } = await rundir(['profiles'], { cwd: folder.root })
    expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['smoke'],
      ['smoke-pretrain', 'pretrain'],
      [''],
      ['dev'],
      ['dev-pretrain, dev', 'pretrain', 'For a laptop'],
      ['A thousand steps'],
      ['dev-sft', 'sft'],
      [''],
      ['prod'],
      ['night', 'pretrain', 'Over night'],
      ['prod-sft', 'sft', 'The long one', 'file missing'],
      [''],
    ])
    const listed = await rundir(['run', '--list-profiles'], { cwd: folder.root })
    expect(listed).toMatchObject({ status: 0, stdout })
  })

  test('is one JSON document, of one phase when asked', async () => {
    const folder = makeWorkspace()
    const all = await answer(['profiles'], { cwd: folder.root })
    expect(all).toContainEqual({
      name: 'dev-pretrain',
      phase: 'pretrain',
      purpose: 'dev',
      description: 'For a laptop',
      notes: 'A thousand steps',
      path: 'configs/dev-pretrain.json',
      exists: true,
      aliases: ['dev'],
      extends: null,
    })
    const names = (profiles: { name: string }[]) => profiles.map(({ name }) => name)
    expect(names(await answer(['profiles', '--phase', 'sft'], { cwd: folder.root }))).toEqual(['dev-sft', 'prod-sft'])
    expect(await answer(['run', '--list-profiles', '--phase', 'sft'], { cwd: folder.root })).toMatchObject([
      { name: 'dev-sft' },
      { name: 'prod-sft', exists: false },
    ])
  })

  test('says where to begin when there are none', async () => {
    const folder = new WorkspaceFolder()
    expect(await rundir(['profiles'], { cwd: folder.root })).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('rundir init --example gpt'),
    })
  })
})

describe('run --phase, --profile and --config', () => {
  test.each([
    [['--phase', 'pretrain', '--profile', 'smoke-pretrain'], { lr: 0.3 }, 'pretrain', 'smoke-pretrain'],
    [['--phase', 'pretrain', '--profile', 'dev'], { lr: 0.1, steps: 1000 }, 'pretrain', 'dev-pretrain'],
    [['--profile', 'dev'], { lr: 0.1, steps: 1000 }, 'pretrain', 'dev-pretrain'],
    [['--profile', 'dev-sft', 'lr=0.02'], { lr: 0.02, steps: 1000 }, 'sft', 'dev-sft'],
    [['--phase', 'pretrain', '--profile', 'night'], { lr: 0.1, steps: 1000 }, 'pretrain', 'night'],
    [['--phase', 'sft', '--config', 'own.yaml'], { lr: 0.5, steps: 5 }, 'sft', null],
    [['--config', 'configs/other.json'], { lr: 7 }, null, null],
  ])('%j gives %j', async (words, config, phase, profile) => {
    const folder = makeWorkspace()
    expect(await run(folder, ...words)).toMatchObject({ status: 0 })
    expect(folder.json('outputs/latest/config_resolved.json')).toEqual(config)
    expect(folder.json('outputs/latest/run_manifest.json')).toMatchObject({ phase, profile })
  })

  test('with both the file wins, and a notice says so', async () => {
    const folder = makeWorkspace()
    const both = await run(folder, '--phase', 'pretrain', '--profile', 'dev', '--config', 'own.yaml')
    expect(both).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('own.yaml is used instead of the profile dev'),
    })
    expect(folder.json('outputs/latest/config_resolved.json')).toEqual({ lr: 0.5, steps: 5 })
  })

  test.each([
    [['--phase', 'pretrain'], 2, ['the phase pretrain needs a profile', 'profiles: smoke-pretrain, dev, night']],
    [['--phase', 'sft', '--profile', 'dev'], 2, ['is of the phase pretrain', '--phase pretrain, or --profile dev-sft']],
    [['--profile', 'smoke-pretran'], 3, ['no profile "smoke-pretran"', 'did you mean --profile smoke-pretrain']],
    [['--profile', 'prod-sft'], 3, ['configs/prod-sft.json does not exist', 'create configs/prod-sft.json']],
    [['--config', 'lost.yaml'], 3, ['no configuration lost.yaml', 'rundir profiles lists them']],
    [['--profile', 'dev', 'stps=3'], 2, ['sets stps', 'did you mean steps?', '+stps=']],
  ])('%j is refused, and the error says what to type', async (words, status, texts) => {
    const folder = makeWorkspace()
    const refused = await run(folder, ...words)
    expect(refused.status).toBe(status)
    for (const text of texts) expect(refused.stderr).toContain(text)
    expect(folder.has('outputs')).toBe(false)
  })
})

describe('old names of configurations', () => {
  const TABLE = [
    ['pretrain_smoke.json', 'smoke-pretrain.json'],
    ['sft_smoke.json', 'smoke-sft.json'],
    ['train.json', 'dev-pretrain.json'],
    ['pretrain_overnight.json', 'prod-pretrain.json'],
    ['pretrain.json', 'minimal-pretrain.json'],
    ['sft.json', 'minimal-sft.json'],
    ['smoke.json', 'dev-pretrain.json'],
  ] as const

  test.each(TABLE)('%s that is gone is answered with %s', async (old, now) => {
    const folder = makeWorkspace()
    folder.write(`configs/${now}`, '{}')
    const refused = await run(folder, '--phase', 'pretrain', '--config', `configs/${old}`)
    expect(refused.status).toBe(3)
    expect(refused.stderr).toContain(`there is no configuration configs/${old}`)
    expect(refused.stderr).toContain(old === 'smoke.json' ? 'was removed' : `is called configs/${now} now`)
    expect(refused.stderr).toContain(`--config configs/${now}, or --profile ${now.replace('.json', '')}`)
    const named = await run(folder, '--profile', old.replace('.json', ''))
    expect(named).toMatchObject({ status: 3, stderr: expect.stringContaining(`--profile ${now.replace('.json', '')}`) })
  })

  test.each(TABLE)('%s that is there is read as it is', async (old) => {
    const folder = makeWorkspace()
    folder.write(`configs/${old}`, '{"lr": 42}')
    expect(await run(folder, '--phase', 'pretrain', '--config', `configs/${old}`)).toMatchObject({ status: 0 })
    expect(folder.json('outputs/latest/config_resolved.json')).toEqual({ lr: 42 })
  })
})
