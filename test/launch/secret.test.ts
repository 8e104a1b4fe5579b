import { expect, test } from 'vitest'
import { rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const RUN = 'outputs/model-dataset-full-run1'

test('no secret that was handed over by environment, flag or configuration stands anywhere in the workspace', async () => {
  const workspace = new WorkspaceFolder('run: {record_environment: ["MY_*", OPENAI_API_KEY]}\n')
  const canary = (name: string): string => `canary-${name}-0123456789abcdef`
  const env = {
    OPENAI_API_KEY: canary('openai'),
    MY_DB_PASSWORD: canary('password'),
    AWS_SECRET_ACCESS_KEY: canary('aws'),
    MY_SETTING: 'shown',
    UNRELATED: canary('unrelated'),
  }
  const config = `db: {user: me, password: ${canary('config')}}\nurl: https://me:${canary('url')}@host/x\nlr: 0.1\n`
  const command = ['--api-key', canary('flag'), `--token=${canary('equals')}`, '--lr', '0.1']
  const overrides = [`+api.secret=${canary('override')}`]
  workspace.write('given/my.yaml', config)
  const done = await rundir(['run', '--config', 'given/my.yaml', ...overrides, '--', 'true', ...command], {
    cwd: workspace.root,
    env,
  })
  expect(done.status).toBe(0)
  const files = workspace.files().filter((path) => !path.startsWith('given/'))
  expect(files.length).toBeGreaterThan(10)
  expect(files.filter((path) => workspace.read(path).includes('canary-'))).toEqual([])
})

test('what is no secret stays readable beside what is', async () => {
  const workspace = new WorkspaceFolder('run: {record_environment: ["MY_*"]}\n')
  const env = { MY_SETTING: 'shown', MY_DB_PASSWORD: 'hidden-0123456789' }
  workspace.write('my.yaml', 'lr: 0.1\npassword: hidden-0123456789\nmax_tokens: 8\n')
  const done = await rundir(['run', '--config', 'my.yaml', '--', 'true', '--lr', '0.1', '--token=hidden-0123456789'], {
    cwd: workspace.root,
    env,
  })
  expect(done.stderr).toMatch("masked in the run's configuration: password")
  const manifest = workspace.json(`${RUN}/run_manifest.json`)
  expect(manifest.command).toEqual(['true', '--lr', '0.1', '--token=***'])
  expect(manifest.environment).toMatchObject({ MY_SETTING: 'shown', MY_DB_PASSWORD: null, PATH: null })
  expect(workspace.json(`${RUN}/config_resolved.json`)).toEqual({ lr: 0.1, password: '***', max_tokens: 8 })
})
