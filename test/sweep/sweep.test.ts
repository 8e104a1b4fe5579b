import { expect, test } from 'vitest'
import { answer, program, rundir, startRundir } from '../kit/command.js'
import { until } from '../kit/until.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const command = ['--', 'node', program('step.mjs')]
const RUN = ['run', '--profile', 'dev-pretrain']

function makeWorkspace(changes: object = {}): WorkspaceFolder {
  const folder = new WorkspaceFolder('project: demo\n')
  folder.write(
    'configs/dev-pretrain.json',
    JSON.stringify({ lr: 0.1, seed: 1, fail_below: 0, wait_for: null, ...changes }),
  )
  return folder
}

async function sweep(folder: WorkspaceFolder, words: readonly string[], env?: Record<string, string>) {
  const done = await rundir([...words, '--json', ...command], {
    cwd: folder.root,
    ...(env === undefined ? {} : { env }),
  })
  return { status: done.status, said: done.stderr, ...(done.stdout === '' ? {} : JSON.parse(done.stdout)) }
}

/** The manifests of all runs, by `part`. */
function manifests(folder: WorkspaceFolder) {
  const found = folder.files('outputs').filter((file) => file.endsWith('/run_manifest.json'))
  const all = found.map((file) => folder.json(`outputs/${file}`))
  return all.sort((a, b) => Number(a.part) - Number(b.part))
}

test('a grid is one batch of a run for each point, the words after --sweep included', async () => {
  const folder = makeWorkspace()
  const swept = await sweep(folder, [...RUN, '--sweep', 'lr=1e-3,1e-4', 'seed=range(2)', 'fail_below=0', '--jobs', '2'])
  expect(swept).toMatchObject({ status: 0, total: 4, successful: 4, failed: 0, remaining: 0 })
  expect(swept.points.map((point: { overrides: string[] }) => point.overrides.join(' '))).toEqual([
    'lr=0.001 seed=0',
    'lr=0.001 seed=1',
    'lr=0.0001 seed=0',
    'lr=0.0001 seed=1',
  ])
  const runs = manifests(folder)
  expect(runs.map((run) => [run.part, run.status, run.batch_id, run.seed, run.summary.loss])).toEqual([
    ['1', 'completed', swept.batch_id, 0, 0.001],
    ['2', 'completed', swept.batch_id, 1, 0.001],
    ['3', 'completed', swept.batch_id, 0, 0.0001],
    ['4', 'completed', swept.batch_id, 1, 0.0001],
  ])
  expect(new Set(runs.map((run) => run.identity)).size).toBe(4)
  const batch = folder.json(`.rundir/batches/${swept.batch_id}.json`)
  expect(batch).toMatchObject({ kind: 'sweep', plan: { kind: 'grid', jobs: 2, cwd: '' } })
  expect(batch.closed_at).not.toBeNull()
  expect(JSON.stringify(batch)).not.toContain(folder.root)
})

test('the table at the end is ordered by the metric asked for, and parallel output stays in the logs', async () => {
  const folder = makeWorkspace()
  const words = [...RUN, '--sweep', 'lr=0.3,0.1,0.2', '--jobs', '3', '--sort', 'loss', '--desc']
  const done = await rundir([...words, ...command], { cwd: folder.root })
  const lines = done.stdout.trim().split('\n')
  expect(lines[0]?.split(/ +/).filter(Boolean)).toEqual(['POINT', 'lr', 'STATUS', 'loss', 'RUN'])
  expect(lines.slice(1).map((line) => line.trim().split(/ +/)[1])).toEqual(['0.3', '0.2', '0.1'])
  expect(done.stdout).not.toContain('up pretrain')
  expect(done.stderr).toContain('point 1/3 lr=0.3  completed  outputs/')
  expect(folder.read('logs/latest.txt')).toContain('logs/')
  expect(folder.files('logs').filter((file) => file.endsWith('stdout.log'))).toHaveLength(3)
  const alone = await rundir([...RUN, '--sweep', 'lr=0.5,0.6', ...command], { cwd: folder.root })
  expect(alone.stdout.match(/up pretrain/g)).toHaveLength(2)
})

test('random points and lists of points', async () => {
  const folder = makeWorkspace()
  const random = [...RUN, '--sweep', 'lr=log_interval(1e-5,1e-1)', '--samples', '3', '--dry-run']
  const first = await sweep(folder, random)
  expect(first).toMatchObject({ status: 0, total: 3 })
  expect(await sweep(folder, random)).toEqual(first)
  expect((await sweep(folder, [...random, '--draw-seed', '1'])).points).not.toEqual(first.points)
  folder.write('points.json', '[{"lr": 0.5}, {"lr": 0.6, "seed": 3}]')
  folder.write('points.yaml', '# two\n- lr: 0.5\n- {lr: 0.6, seed: 3}\n')
  folder.write('named.yaml', 'points: [{lr: 0.5}, {lr: 0.6, seed: 3}]\n')
  for (const file of ['points.json', 'points.yaml', 'named.yaml']) {
    const listed = await sweep(folder, [...RUN, '--points', file, '--dry-run'])
    expect(listed.points, file).toEqual([
      { point: 1, overrides: ['lr=0.5'] },
      { point: 2, overrides: ['lr=0.6', 'seed=3'] },
    ])
  }
  expect(folder.has('outputs')).toBe(false)
})

test('--skip-done passes over what a completed run has done, failed runs not', async () => {
  const folder = makeWorkspace()
  const single = await rundir([...RUN, 'lr=0.2', ...command], { cwd: folder.root })
  expect(single).toMatchObject({ status: 0 })
  expect(await sweep(folder, [...RUN, 'fail_below=9', '--sweep', 'lr=0.3,0.4'])).toMatchObject({ status: 1, failed: 2 })
  const words = [...RUN, '--sweep', 'lr=0.1,0.2,0.3', '--skip-done']
  const swept = await sweep(folder, words)
  expect(swept).toMatchObject({ status: 0, total: 3, successful: 2, skipped: 1 })
  expect(swept.points[1]).toMatchObject({ status: 'skipped', run: 'outputs/model-dataset-full-run1' })
  expect(await sweep(folder, words)).toMatchObject({ status: 0, successful: 0, skipped: 3 })
  expect(await sweep(folder, words.slice(0, -1))).toMatchObject({ status: 0, successful: 3, skipped: 0 })
})

test('resume passes over what was done before, too, and keeps the order asked for, with the metrics of what was passed over', async () => {
  const folder = makeWorkspace()
  await sweep(folder, [...RUN, '--sweep', 'lr=0.1,0.3'])
  const words = [...RUN, '--sweep', 'lr=0.1,0.2,0.3', '--skip-done', '--sort', 'loss', '--desc', '--max-runs', '0']
  const swept = await sweep(folder, words)
  expect(swept).toMatchObject({ successful: 0, skipped: 2, remaining: 1 })
  expect(swept.points.map((point: { metrics: { loss?: number } }) => point.metrics.loss)).toEqual([0.1, undefined, 0.3])
  const resumed = await rundir(['resume', swept.batch_id], { cwd: folder.root })
  const rows = resumed.stdout.trimEnd().split('\n').slice(-3)
  expect(rows.map((row) => row.trim().split(/\s+/).slice(0, 4))).toEqual([
    ['3', '0.3', 'skipped', '0.3'],
    ['2', '0.2', 'completed', '0.2'],
    ['1', '0.1', 'skipped', '0.1'],
  ])
  expect(manifests(folder)).toHaveLength(3)
})

test('a dry run tells the points, and name and command of the first; a range over the limit is told as such', async () => {
  const folder = makeWorkspace()
  const planned = await sweep(folder, [...RUN, '--sweep', 'lr=0.1,0.2', '--dry-run'])
  expect(planned).toMatchObject({
    status: 0,
    total: 2,
    first: { name: 'model-dataset-full-run1', command: command.slice(1) },
  })
  const text = await rundir([...RUN, '--sweep', 'lr=0.1,0.2', '--dry-run', ...command], { cwd: folder.root })
  expect(text.stdout).toContain('point 1 would be model-dataset-full-run1  outputs/model-dataset-full-run1')
  const large = await rundir([...RUN, '--sweep', 'seed=range(0,1000000)', ...command], { cwd: folder.root })
  expect([large.status, large.stderr]).toEqual([2, expect.stringContaining('more than 100000 points')])
  expect(folder.has('outputs')).toBe(false)
})

test('--max-runs starts no more than that, and resume starts the others', async () => {
  const folder = makeWorkspace()
  const swept = await sweep(folder, [...RUN, '--sweep', 'seed=range(5)', '--max-runs', '2'])
  expect(swept).toMatchObject({ status: 0, total: 5, successful: 2, remaining: 3 })
  expect(swept.said).toContain(`rundir resume ${swept.batch_id} runs what is not completed`)
  const resumed = await answer(['resume', swept.batch_id, '--jobs', '2'], { cwd: folder.root })
  expect(resumed).toMatchObject({ total: 5, successful: 5, remaining: 0 })
  expect(manifests(folder).map((run) => [run.part, run.attempt])).toEqual(
    [1, 2, 3, 4, 5].map((part) => [String(part), 1]),
  )
})

test('a failed point does not stop the others; resume gives it a new attempt', async () => {
  const folder = makeWorkspace()
  const swept = await sweep(folder, [...RUN, '--sweep', 'fail_below=0,2,0', '--jobs', '2'])
  expect(swept).toMatchObject({ status: 1, successful: 2, failed: 1 })
  expect(swept.points[1]).toMatchObject({ status: 'failed', exit_code: 3 })
  const resumed = await answer(['resume', swept.batch_id], { cwd: folder.root })
  expect(resumed).toMatchObject({ successful: 3, failed: 0 })
  expect(manifests(folder).map((run) => run.attempt)).toEqual([1, 2, 1])
})

test('Ctrl-C interrupts the points that run and starts none; resume completes the sweep', async () => {
  const folder = makeWorkspace({ wait_for: 'go' })
  const words = [...RUN, '--sweep', 'seed=range(6)', '--jobs', '2', '--json', ...command]
  const running = startRundir(words, { cwd: folder.root })
  await until('two points to be up', () => {
    const logs = folder.files('logs').filter((file) => file.endsWith('stdout.log'))
    return logs.filter((file) => folder.read(`logs/${file}`).includes('up')).length === 2
  })
  running.child.kill('SIGINT')
  const done = await running.finished()
  expect(done).toMatchObject({ status: 130 })
  const swept = JSON.parse(done.stdout)
  expect(swept).toMatchObject({ total: 6, successful: 0, failed: 0, remaining: 6 })
  expect(manifests(folder).map((run) => run.status)).toEqual(['cancelled', 'cancelled'])
  folder.write('go', '')
  expect(await answer(['resume', swept.batch_id], { cwd: folder.root })).toMatchObject({ successful: 6, remaining: 0 })
  expect(manifests(folder).map((run) => [run.status, run.attempt])).toEqual(
    [2, 2, 1, 1, 1, 1].map((attempt) => ['completed', attempt]),
  )
})

test('a sweep that still runs is not resumed beside it', async () => {
  const folder = makeWorkspace({ wait_for: 'go' })
  const running = startRundir([...RUN, '--sweep', 'seed=range(3)', ...command], { cwd: folder.root })
  await until('a point to be up', () => running.stdout.includes('up pretrain'))
  const [id = ''] = folder.files('.rundir/batches').map((file) => file.replace('.json', ''))
  const refused = await rundir(['resume', id], { cwd: folder.root })
  expect(refused).toMatchObject({ status: 4, stderr: expect.stringContaining('still runs') })
  folder.write('go', '')
  expect(await running.finished()).toMatchObject({ status: 0 })
  expect(manifests(folder).map((run) => run.part)).toEqual(['1', '2', '3'])
})

test('killed in the middle it goes on from its files', async () => {
  const folder = makeWorkspace({ wait_for: 'go' })
  const running = startRundir([...RUN, '--sweep', 'seed=range(3)', ...command], { cwd: folder.root })
  await until('a point to be up', () => running.stdout.includes('up pretrain'))
  running.child.kill('SIGKILL')
  await running.finished()
  folder.write('go', '')
  const [id = ''] = folder.files('.rundir/batches').map((file) => file.replace('.json', ''))
  await until(
    'the program to be gone',
    async () => (await answer(['show', 'latest'], { cwd: folder.root })).status === 'lost',
  )
  expect(await answer(['resume', id], { cwd: folder.root })).toMatchObject({ total: 3, successful: 3 })
  expect(manifests(folder).map((run) => run.part)).toEqual(['1', '2', '3'])
})

test('settings of the environment are fixed when the sweep begins', async () => {
  const folder = makeWorkspace()
  const words = [...RUN, '--sweep', 'seed=range(2)', '--max-runs', '1']
  const swept = await sweep(folder, words, { RUNDIR__lr: '0.7', RUN_NAME: 'named' })
  expect(swept).toMatchObject({ status: 0, successful: 1 })
  await answer(['resume', swept.batch_id], { cwd: folder.root })
  expect(manifests(folder).map((run) => run.summary.loss)).toEqual([0.7, 0.7])
})

test.each([
  [['--sweep', 'lr=1,2', 'lrr=3'], 2, 'point 1 (lr=1): the override "lrr=3" sets lrr'],
  [['--sweep', `lr=1,\${nothing}`], 2, 'point 2 '],
  [['--sweep', 'lr=interval(0,1)'], 2, '--samples N'],
  [['--sweep', 'lr=1,2', '--jobs', '0'], 2, '--jobs needs at least 1'],
  [['--sweep', 'lr=1,2', '--run-index', '3'], 2, '--run-index does not go with a sweep'],
  [['--sweep', 'lr=1,2', '--points', 'p.json'], 2, '--points goes with neither'],
  [['--jobs', '2'], 2, '--jobs needs a sweep'],
  [['--skip-done'], 2, '--skip-done needs a sweep'],
])('%j is refused before anything is made', async (words, status, text) => {
  const folder = makeWorkspace()
  const done = await rundir([...RUN, ...words, ...command], { cwd: folder.root })
  expect(done).toMatchObject({ status, stderr: expect.stringContaining(text) })
  expect([folder.has('outputs'), folder.has('.rundir/batches')]).toEqual([false, false])
})

test('a batch that is no sweep, or not there, is not resumed', async () => {
  const folder = makeWorkspace()
  const unknown = await rundir(['resume', 'batch-1704067200000-k3j9x2m8p'], { cwd: folder.root })
  expect(unknown).toMatchObject({ status: 3 })
  folder.write(
    '.rundir/batches/batch-1704067200000-k3j9x2m8p.json',
    '{"schema_version":1,"batch_id":"batch-1704067200000-k3j9x2m8p","kind":"manual","created_at":"2026-01-01T00:00:00Z"}',
  )
  const manual = await rundir(['resume', 'batch-1704067200000-k3j9x2m8p'], { cwd: folder.root })
  expect(manual).toMatchObject({ status: 2, stderr: expect.stringContaining('is no sweep') })
})
