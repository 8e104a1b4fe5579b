import { expect, test } from 'vitest'
import { rundir } from '../kit/command.js'
import { Project } from './project.js'

/** Logs as many points as it is told; a metric that is never twice the same is among them when it is told so. */
const TRAINER = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
const [kind] = process.argv.slice(2)
const dir = process.env.RUN_DIR
const log = (point) => appendFileSync(dir + '/metrics/main.1.jsonl', JSON.stringify(point) + '\\n')
for (let step = 1; step <= 3; step++)
  log({ step, loss: 1 / step, tokens_per_second: Math.random(), ...(kind === 'noisy' && step > 1 ? { noise: 1 + Math.random() / 100 } : {}) })
if (kind !== 'bare') writeFileSync(dir + '/artifacts/model.txt', kind === 'noisy' ? String(Math.random()) : 'same')
if (kind === 'failing') process.exit(3)
`

function withTrainer(): Project {
  const project = new Project()
  project.write('train.mjs', TRAINER)
  project.repository.commit()
  return project
}

test('a metric and a file that are never twice the same make the verdict different, and are named', async () => {
  const project = withTrainer()
  await project.run('node', 'train.mjs', 'noisy')
  const report = await project.reproduce('run1')
  expect(report).toMatchObject({ status: 1, verdict: 'different', ignored: ['tokens_per_second'] })
  const decisive = report.differences.filter(({ section }) => section === 'metrics' || section === 'artifacts')
  expect(decisive).toMatchObject([
    { section: 'metrics', key: 'noise', kind: 'changed', step: 2, within_tolerance: false },
    { section: 'artifacts', key: 'artifacts/model.txt', kind: 'changed' },
  ])
  const told = await rundir(['reproduce', 'run1'], project.surroundings)
  expect(told.stdout).toMatch(
    /^different {2}outputs\/\S+run3 to outputs\/\S+run1\nmetrics\n {4}noise .* → .*first at step 2/,
  )
  expect(told.stderr).toContain('runs node train.mjs noisy in . of the commit')
})

test('with a tolerance the figures decide, for all metrics or for one', async () => {
  const project = withTrainer()
  await project.run('node', 'train.mjs', 'noisy')
  const within = await project.reproduce('run1', '--tolerance', '0.02')
  expect(within).toMatchObject({ status: 0, verdict: 'within tolerance' })
  expect(within.differences.map(({ key }) => key)).toContain('artifacts/model.txt')
  expect(await project.reproduce('run1', '--tolerance', 'noise=2e-2')).toMatchObject({ verdict: 'within tolerance' })
  expect(await project.reproduce('run1', '--tolerance', '1e-9')).toMatchObject({ status: 1, verdict: 'different' })
  const strict = await project.reproduce('run1', '--tolerance', '0.02', '--tolerance', 'tokens_per_second=0')
  expect(strict).toMatchObject({ verdict: 'different', ignored: [] })
  for (const word of ['x', '-1', 'loss=', '=1', 'Infinity', 'loss=NaN'])
    expect((await rundir(['reproduce', 'run1', '--tolerance', word], project.surroundings)).status).toBe(2)
})

test('a run that failed is reproduced by failing alike, and one that ends otherwise is different', async () => {
  const project = withTrainer()
  await project.run('node', 'train.mjs', 'failing')
  expect(await project.reproduce('run1')).toMatchObject({ status: 0, verdict: 'identical' })
  const manifest = project.json('outputs/model-dataset-full-run1/run_manifest.json')
  project.write('outputs/model-dataset-full-run1/run_manifest.json', JSON.stringify({ ...manifest, exit_code: 4 }))
  const report = await project.reproduce('run1')
  expect(report).toMatchObject({ status: 1, verdict: 'different' })
  expect(report.differences[0]).toMatchObject({ section: 'ending', key: 'exit_code', before: 4, after: 3 })
})

test('missing points, metrics and files are differences', async () => {
  const project = withTrainer()
  await project.run('node', 'train.mjs', 'plain')
  const dir = 'outputs/model-dataset-full-run1'
  project.write(
    `${dir}/metrics/main.1.jsonl`,
    `${project.read(`${dir}/metrics/main.1.jsonl`)}{"step":4,"loss":0,"gone":1}\n`,
  )
  project.write(`${dir}/artifacts.sha256`, `${'0'.repeat(64)}  artifacts/gone.txt\n`)
  const { differences } = await project.reproduce('run1')
  expect(differences.slice(0, 4)).toMatchObject([
    { section: 'metrics', key: 'loss', before: '4 points', after: '3 points', step: null, relative: 'Infinity' },
    { section: 'metrics', key: 'gone', kind: 'removed' },
    { section: 'artifacts', key: 'artifacts/gone.txt', kind: 'removed' },
    { section: 'artifacts', key: 'artifacts/model.txt', kind: 'added' },
  ])
})

test('runs that measured nothing and left nothing cannot be compared, nor can one that still runs or was interrupted', async () => {
  const project = withTrainer()
  await project.run('true')
  expect(await project.reproduce('run1')).toMatchObject({ status: 1, verdict: 'incomparable' })
  const cancelled = project.handmade(7, { status: 'cancelled', command: ['node', 'train.mjs', 'bare'] })
  expect(await project.reproduce(cancelled)).toMatchObject({ status: 1, verdict: 'incomparable' })
  const open = project.handmade(8, { status: 'created' })
  expect((await rundir(['reproduce', open], project.surroundings)).status).toBe(4)
})
