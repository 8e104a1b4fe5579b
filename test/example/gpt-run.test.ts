import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer, rundir, startRundir } from '../kit/command.js'
import { until } from '../kit/until.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'
import { EXAMPLE } from './gpt-process.js'

const NAMES = readdirSync(`${EXAMPLE}/configs`).map((file) => basename(file, '.json'))
const TRAINED = NAMES.filter((name) => !name.startsWith('pipeline-'))
/** A step of a prod profile takes ten seconds or more, and its checkpoints 800 MB: quickly, they are tried on a small model. */
const SMALL = process.env['RUNDIR_SOAK'] === undefined ? ['V=256', 'T=32', 'C=64', 'L=1', 'heads=4'] : []
const ONE_STEP = ['++training.max_steps=1', '++training.sample_bytes=5']

function overridesFor(name: string): string[] {
  const model = /^(?:prod|dev|pipeline)-/.test(name) ? SMALL.map((size) => `model.${size}`) : []
  return [...ONE_STEP, ...model]
}

const root = mkdtempSync(join(tmpdir(), 'rundir-gpt-run-'))
afterAll(() => rmSync(root, { recursive: true }))
const folder = new WorkspaceFolder(null, root)

beforeAll(async () => {
  expect(await rundir(['init', '--example', 'gpt'], { cwd: root })).toMatchObject({ status: 0 })
})

test.each(TRAINED)('the profile %s makes a step, its checkpoints and a completed run', async (name) => {
  const run = ['run', '--profile', name, ...overridesFor(name), '--', 'node', 'train.mjs']
  const done = await rundir(run, { cwd: root })
  expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('completed ')])
  const manifest = folder.json('outputs/latest/run_manifest.json')
  expect(manifest).toMatchObject({ status: 'completed', profile: name, summary: { loss: expect.any(Number) } })
  const checkpoints = readdirSync(folder.path('outputs/latest/artifacts/checkpoints'))
  expect(checkpoints.sort()).toEqual(['best.safetensors', 'last.safetensors'])
})

test.each(NAMES.filter((name) => name.startsWith('pipeline-')))(
  'the profile %s runs both of its phases',
  async (name) => {
    const run = ['run', '--profile', name, ...overridesFor(name), '--', 'node', 'train.mjs']
    expect(await rundir(run, { cwd: root })).toMatchObject({ status: 0 })
    const { runs } = await answer(['ls', '--limit', '3'], { cwd: root })
    expect(runs.map(({ phase, status }: { phase: string; status: string }) => [phase, status])).toEqual([
      ['sft', 'completed'],
      ['pretrain', 'completed'],
      ['pipeline', 'completed'],
    ])
  },
)

test('a run of a prod profile that is interrupted goes on where it stopped', async () => {
  const isSmall = SMALL.length > 0
  const steps = isSmall ? 100 : 3
  const run = ['run', '--profile', 'prod', ...overridesFor('prod-'), `training.max_steps=${steps}`]
  const first = startRundir([...run, '--', 'node', 'train.mjs'], { cwd: root })
  await until('the first step', () => first.stdout.includes('step 1 '), 200_000)
  first.child.kill('SIGINT')
  expect(await first.finished()).toMatchObject({ status: 130, stdout: expect.stringContaining('stopped after step') })
  const stopped = folder.json('outputs/latest/run_manifest.json')
  expect(stopped).toMatchObject({ status: 'cancelled', profile: 'prod-pretrain' })
  const resumed = await rundir(['resume', 'latest'], { cwd: root })
  expect(resumed).toMatchObject({ status: 0, stdout: expect.stringContaining('resumed after step') })
  const { loss } = await answer(['metrics', 'latest', 'loss'], { cwd: root })
  expect(loss.step).toEqual(Array.from({ length: steps }, (_, at) => at + 1))
  expect(folder.json('outputs/latest/run_manifest.json')).toMatchObject({ status: 'completed', attempt: 2 })
})
