import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rundir, shell } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'
import { DEFECTS, killed, unborn } from './defects.js'
import { type DamagedWorkspace, HealthyWorkspace, RUN } from './healthy-workspace.js'

const healthy = new HealthyWorkspace()

/** Rules whose findings are gone after a repair; the others need a person, or a copy of what is lost. */
const REPAIRABLE: ReadonlySet<string> = new Set([
  ...['R001', 'R020', 'R022', 'R023', 'R030', 'R031', 'R041', 'R043', 'R080', 'R083', 'R085', 'R090', 'R091'],
])

/** What repair itself writes; everything else is a user's and must be somewhere afterwards, in the trash at worst. */
const OWN = /(?:run_manifest\.json|attempts\/\d+\.json|artifacts\.sha256|latest\.txt|\.claim|\.reserve|settings\.json)$/

const isNoCache = (path: string): boolean => !path.startsWith('.rundir/cache/')

function contents(workspace: DamagedWorkspace, wanted: (path: string) => boolean): Set<string> {
  const paths = workspace.files().filter(wanted)
  return new Set(paths.map((path) => createHash('sha256').update(workspace.bytes(path)).digest('hex')))
}

test.each(Object.entries(DEFECTS))(
  '%s: repair finishes it or leaves it, loses nothing, and twice is once',
  async (_, { rule, make }) => {
    const workspace = await healthy.copy()
    make(workspace)
    const before = contents(workspace, (path) => !OWN.test(path))
    const untouched = contents(workspace, isNoCache)
    const planned = await workspace.repair('plan')
    expect(contents(workspace, isNoCache)).toEqual(untouched)
    const done = await workspace.repair()
    expect(planned.every((action) => !action.done)).toBe(true)
    expect(done.length).toBeGreaterThanOrEqual(planned.length)
    const left = (await workspace.verify()).map((finding) => finding.rule)
    expect(left).toEqual(REPAIRABLE.has(rule) ? [] : [rule])
    const after = contents(workspace, () => true)
    expect([...before].filter((hash) => !after.has(hash))).toEqual([])
    const again = await workspace.repair()
    expect(again.filter((action) => action.done)).toEqual([])
    expect(contents(workspace, () => true)).toEqual(after)
  },
)

test('a killed run is ended as lost, with every point that was logged, at its last sign of life', async () => {
  const workspace = await healthy.copy()
  killed(workspace)
  workspace.remove(`${RUN}/metrics.json`)
  workspace.remove(`${RUN}/artifacts.sha256`)
  workspace.write(`${RUN}/attempts/1.heartbeat`, '01795246216358\n')
  const log = workspace.read(`${RUN}/metrics/main.1.jsonl`)
  workspace.write(`${RUN}/metrics/main.1.jsonl`, `${log}{"step":31,"lo`)
  await workspace.repair()
  const manifest = workspace.json(`${RUN}/run_manifest.json`)
  expect(manifest).toMatchObject({ status: 'lost', ended_at: new Date(1795246216358).toISOString(), exit_code: null })
  expect(manifest.summary.loss).toBeCloseTo(1 / 30)
  expect(workspace.json(`${RUN}/metrics.json`).series.loss.step).toHaveLength(30)
  expect(await workspace.verify()).toEqual([])
})

test('a run whose program had ended gets the status of its program', async () => {
  const workspace = await healthy.copy()
  const attempt = workspace.json(`${RUN}/attempts/1.json`)
  killed(workspace)
  workspace.write(`${RUN}/attempts/1.json`, JSON.stringify(attempt))
  await workspace.repair()
  expect(workspace.json(`${RUN}/run_manifest.json`)).toMatchObject({ status: 'completed', exit_code: 0 })
})

test('a claimed folder becomes a failed run with the id and the segments of its claim', async () => {
  const workspace = await healthy.copy()
  unborn(workspace)
  await workspace.repair()
  expect(workspace.json('outputs/c-dataset-full-run1/run_manifest.json')).toMatchObject({
    run_id: '1795246216358-abcdefghi',
    status: 'failed',
    counter: 1,
    name_segments: { model: 'c', scope: 'model_dataset' },
  })
})

test('a sealed file that was changed is never sealed again', async () => {
  const workspace = await healthy.copy()
  workspace.remove(`${RUN}/metrics.json`)
  workspace.reseal()
  workspace.write(`${RUN}/artifacts/table.csv`, 'step,loss\n1,0.1\n')
  const actions = await workspace.repair()
  expect(actions).toMatchObject([{ kind: 'unseal', done: false }])
  expect((await workspace.verify()).map((finding) => finding.rule)).toEqual(['R034', 'R041'])
})

test('without --yes the command only says what it would do', async () => {
  const workspace = await healthy.copy()
  killed(workspace)
  const before = contents(workspace, isNoCache)
  const plan = await rundir(['repair', RUN], { cwd: workspace.root })
  expect([plan.status, plan.stdout]).toEqual([0, expect.stringContaining('end')])
  expect(contents(workspace, isNoCache)).toEqual(before)
  const done = await rundir(['repair', '--yes', '--json'], { cwd: workspace.root })
  expect(JSON.parse(done.stdout).actions).toMatchObject([{ kind: 'end', done: true }])
})

test('an attempt that has an end and nothing else does not make its run a failed one', async () => {
  const workspace = await healthy.copy()
  killed(workspace)
  const attempt = workspace.json(`${RUN}/attempts/1.json`)
  const ended_at = '2026-11-21T07:00:00.000Z'
  workspace.write(`${RUN}/attempts/1.json`, JSON.stringify({ ...attempt, ended_at }))
  await workspace.repair()
  expect(workspace.json(`${RUN}/run_manifest.json`)).toMatchObject({ status: 'lost', ended_at })
})

test('the shortest run that a person can make by hand is sealed by repair, and good', async () => {
  const workspace = new WorkspaceFolder()
  const page = readFileSync(join(import.meta.dirname, '../../docs/format.md'), 'utf8')
  const script = /## The shortest run that works\n\n```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  const done = await shell(`${script}cd ../..; rundir repair --yes; rundir verify --data --json`, {
    cwd: workspace.root,
  })
  expect(JSON.parse(done.stdout.slice(done.stdout.indexOf('{')))).toMatchObject({ errors: 0, warnings: 0 })
})
