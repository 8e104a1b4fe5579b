import { expect, test } from 'vitest'
import { rundir } from '../kit/command.js'
import { Project } from './project.js'

test('a training run with uncommitted changes is reproduced bit for bit, whatever the tree is by now', async () => {
  const project = new Project(null)
  const at = project.surroundings
  expect((await rundir(['init', '--example', 'gpt', '--quiet'], at)).status).toBe(0)
  project.repository.commit()
  project.write('adamw.mjs', project.read('adamw.mjs').replace('BETA_2 = 0.99', 'BETA_2 = 0.9'))
  project.write('new-file.mjs', '// git knows it, no commit has it\n')
  project.repository.git('add', 'new-file.mjs')
  const words = ['--phase', 'pretrain', '--profile', 'smoke-pretrain', 'training.lr=0.01', '--', 'node', 'train.mjs']
  expect((await rundir(['run', '--quiet', ...words], { ...at, env: { ...at.env, TZ: 'Asia/Tokyo' } })).status).toBe(0)
  const first = await project.manifest('latest')

  project.write('adamw.mjs', project.read('adamw.mjs').replace('BETA_1 = 0.9', 'BETA_1 = 0.5'))
  project.repository.commit()
  project.write('train.mjs', 'process.exit(1)\n')
  project.write('configs/smoke-pretrain.json', '{}')
  const status = project.repository.git('status', '--porcelain')

  const report = await project.reproduce(first.name)
  expect(report).toMatchObject({ status: 0, verdict: 'identical', missing: [], ignored: ['bytes_per_second'] })
  expect(report.restorable).toContainEqual({ what: 'commit', how: first.git_hash })
  expect(report.restorable.map(({ what }) => what)).toContain('patch')
  expect(report.restorable).toContainEqual({ what: 'variable', how: 'TZ=Asia/Tokyo' })
  expect(report.differences).toEqual([])

  const second = await project.manifest(report.run ?? '')
  expect(second).toMatchObject({
    name: first.name.replace(/1$/, '2'),
    parents: [report.reproduces],
    reproduces: report.reproduces,
    // Commit, patch, settings, command and folder, in one figure.
    identity: first.identity,
    git_hash: first.git_hash,
    cwd: '.',
    phase: 'pretrain',
    profile: 'smoke-pretrain',
    command: first.command,
    summary: { loss: first.summary.loss, val_loss: first.summary.val_loss },
  })
  for (const file of ['config.yaml', 'config_resolved.yaml', 'source.patch', 'artifacts/checkpoints/best.safetensors'])
    expect([file, project.read(`${second.paths.run}/${file}`)]).toEqual([
      file,
      project.read(`${first.paths.run}/${file}`),
    ])
  expect(project.leftovers()).toEqual([])
  expect(project.repository.git('status', '--porcelain')).toBe(status)
  expect(project.read('train.mjs')).toBe('process.exit(1)\n')

  // A reproduction is a run like any other, and what the caller's environment wishes for new runs does not touch it.
  const wishes = { RUN_NAME: 'other-name-full-run9', RUNDIR__training__lr: '7', FORCE_RUN_INDEX: '1', TZ: 'UTC' }
  const again = await rundir(['reproduce', '--json', 'latest'], { ...at, env: { ...at.env, ...wishes } })
  const third = { run: `outputs/${second.name.replace(/2$/, '3')}`, reproduces: `outputs/${second.name}` }
  expect(JSON.parse(again.stdout)).toMatchObject({ verdict: 'identical', ...third })
})
