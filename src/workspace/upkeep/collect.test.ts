import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { makeManifest } from '../../run/manifest.js'
import { listTrash } from '../../store/trash.js'
import { openWorkspace, type Workspace } from '../open.js'
import { type CollectReport, collectRuns } from './collect.js'
import { restoreRemoved } from './trash.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const DAY_MS = 86_400_000

let workspace: Workspace

beforeEach(async () => {
  workspace = await openIn(fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'rundir-collect-'))))
  onTestFinished(() => fs.rmSync(workspace.root, { recursive: true }))
})

function openIn(root: string): Promise<Workspace> {
  return openWorkspace({ start: root, at: root, environment: {}, clock: { now: () => NOW } })
}

function write(path: string, content: unknown, root = workspace.root): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true })
  fs.writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
}

type Known = Partial<Parameters<typeof makeManifest>[0]> & { readonly daysAgo?: number }

/** A run with a log beside it, as old as it is said to be; `path` is its folder. */
function run(path: string, { daysAgo = 0, ...more }: Known = {}, root = workspace.root): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const at = new Date(NOW - daysAgo * DAY_MS).toISOString()
  const known = { run_id: `${name}-id`, name, layout: 'pipeline', status: 'completed' as const, created_at: at }
  write(`${path}/run_manifest.json`, makeManifest({ ...known, ended_at: at, ...more }), root)
  if (path.startsWith('outputs/')) write(`logs/${name}/stdout.log`, `log of ${name}`, root)
  return path
}

function collect(keep: readonly string[], mode: 'plan' | 'apply' = 'plan', within = workspace): CollectReport {
  return collectRuns(within, { keep, cwd: within.root, mode }, () => undefined)
}

const taken = (keep: readonly string[]): string[] =>
  collect(keep)
    .moved.map((each) => each.dir)
    .sort()
const NOTHING = ['name=nothing']

describe('what no rule keeps goes', () => {
  test('by number and age', () => {
    for (const daysAgo of [1, 2, 3, 4]) run(`outputs/r${daysAgo}`, { daysAgo, project_name: daysAgo < 3 ? 'x' : 'y' })
    expect(taken(['last=1'])).toEqual(['outputs/r2', 'outputs/r3', 'outputs/r4'])
    expect(taken(['last.project_name=1'])).toEqual(['outputs/r2', 'outputs/r4'])
    expect(taken(['within=60h'])).toEqual(['outputs/r3', 'outputs/r4'])
    expect(taken(['within=1d', 'last=3'])).toEqual(['outputs/r4'])
    run('outputs/long', { daysAgo: 90, ended_at: new Date(NOW - DAY_MS).toISOString() })
    expect(taken(['within=60h'])).not.toContain('outputs/long')
  })

  test('by status, tag, metric, size and lineage', () => {
    run('outputs/good', { tags: { team: 'vision' }, summary: { loss: 0.1 } })
    run('outputs/bad', { status: 'failed' })
    run('outputs/child', { parents: ['outputs/bad'] })
    write('outputs/good/artifacts/large.bin', 'x'.repeat(20_000))
    expect(taken(['status=completed'])).toEqual([])
    expect(taken(['status=failed'])).toEqual(['outputs/child', 'outputs/good'])
    expect(taken(['tag.team=vision'])).toEqual(['outputs/bad', 'outputs/child'])
    expect(taken(['metric.loss<0.5'])).toEqual(['outputs/bad', 'outputs/child'])
    expect(taken(['size>10kB'])).toEqual(['outputs/bad', 'outputs/child'])
    expect(taken(['lineage=bad'])).toEqual(['outputs/good'])
  })

  test('the metrics of a run that nobody sealed are read from its log', () => {
    run('outputs/lost', { status: 'lost', attempt: 1 })
    write('outputs/lost/metrics/main.1.jsonl', '{"step":1,"loss":0.1}\n')
    expect([taken(['metric.loss<0.5']), taken(['metric.loss>0.5'])]).toEqual([[], ['outputs/lost']])
  })

  test('each rule says how many it keeps, and each run why it stays', () => {
    run('outputs/a', { parents: ['outputs/b'] })
    run('outputs/b', { daysAgo: 1 })
    run('outputs/c', { daysAgo: 2 })
    const { rules, kept, moved, done } = collect(['last=1', 'status=failed'])
    expect(rules).toEqual([
      { rule: 'last=1', kept: 1 },
      { rule: 'status=failed', kept: 0 },
    ])
    expect(kept).toEqual([
      { dir: 'outputs/a', why: 'last=1' },
      { dir: 'outputs/b', why: 'outputs/a refers to it' },
    ])
    expect([moved.map((each) => each.id), done]).toEqual([[null], false])
  })

  test('without a rule nothing is looked at', () => {
    expect(() => collect([])).toThrow(expect.objectContaining({ code: 'ARGUMENT_MISSING' }))
  })
})

describe('never taken are', () => {
  test('runs that are not over, those of a batch that goes on, and those that cannot be read', () => {
    run('outputs/waits', { status: 'queued', batch_id: 'batch-1-abcdefghi' })
    run('outputs/claimed', { status: 'created' })
    run('outputs/sibling', { batch_id: 'batch-1-abcdefghi' })
    run('outputs/other', { batch_id: 'batch-2-abcdefghi' })
    run('outputs/elsewhere', { status: 'running', attempt: 1 })
    write('outputs/elsewhere/attempts/1.json', {
      ...{ schema_version: 1, attempt: 1, command: null, host: 'elsewhere', boot_id: 'b', pid: 1, pid_started: '1' },
      ...{ launcher_pid: 1, launcher_started: '1', started_at: '2026-11-21T00:00:00Z', ended_at: null },
      ...{ exit_code: null, signal: null, resumed_from: null },
    })
    write('outputs/torn/run_manifest.json', '{')
    expect(taken(NOTHING)).toEqual(['outputs/other'])
  })

  test('what a model comes from, with all that it came from, even when its manifest is torn', () => {
    run('outputs/pretrain')
    run('outputs/sft', { parents: ['outputs/pretrain'] })
    run('runs/x/2026-11-20_00-00-00_nogit', { run_id: '1-abcdefghi' })
    run('outputs/other')
    const models = 'models/seg/dino/trained/default'
    write(`${models}/2026-11-21_nogit/manifest.json`, '{"schema_version": 1, "source_run": "outputs/sft", "sha')
    write(`${models}/2026-11-20_nogit/manifest.json`, { source_run: 'renamed', source_run_id: '1-abcdefghi' })
    expect(taken(NOTHING)).toEqual(['outputs/other'])
  })

  test('what a snapshot comes from, and the whole batch that it names', () => {
    run('runs/benchmarks/s/a/1')
    run('outputs/failed', { status: 'failed', batch_id: 'batch-1704067200000-k3j9x2m8p' })
    run('outputs/other')
    const text = `{ batch: { batch_id: 'batch-1704067200000-k3j9x2m8p' }, runs: ["benchmarks\\/s/a/1"] } // by hand`
    write('output/nextjs/0.0.1/snapshot-001.json5', text)
    write('output/nextjs/0.0.1/notes.txt', '"outputs/other"')
    expect(taken(NOTHING)).toEqual(['outputs/other'])
  })

  test('the parts of a pipeline or session that stays, and what its files name', () => {
    run('outputs/pipeline', { run_type: 'pipeline', tags: { keep: 'yes' } })
    run('outputs/step', { parents: ['outputs/pipeline'], part: 'sft' })
    run('outputs/builds-on', { parents: ['outputs/data', 'outputs/pipeline'] })
    run('outputs/data')
    run('runs/evals/full-split:valid/1', { layout: 'session', tags: { keep: 'yes' } })
    run('runs/valid/critic/1', { parents: ['evals/full-split:valid/1'] })
    run('runs/valid/grader/0')
    write('runs/evals/full-split:valid/1/output.json', { results: [{ grader_run: 'valid/grader/0' }] })
    expect(taken(['tag.keep=yes'])).toEqual(['outputs/builds-on', 'outputs/data'])
  })

  test('a run that was begun again since it was planned', () => {
    run('outputs/a')
    run('outputs/b')
    const begin = (): void => {
      run('outputs/a', { status: 'queued' })
      run('outputs/b', { status: 'queued' })
    }
    const report = collectRuns(workspace, { keep: NOTHING, cwd: workspace.root, mode: 'apply' }, begin)
    expect(report.moved).toHaveLength(1)
    expect(listTrash(workspace.root)).toHaveLength(1)
  })
})

test('what was moved can be restored, with its logs', () => {
  run('outputs/a')
  const [moved] = collect(NOTHING, 'apply').moved
  expect(fs.existsSync(join(workspace.root, 'logs/a'))).toBe(false)
  expect(moved?.size_bytes).toBeGreaterThan(100)
  restoreRemoved(workspace, moved?.id ?? '')
  expect(fs.readFileSync(join(workspace.root, 'logs/a/stdout.log'), 'utf8')).toBe('log of a')
})

test('a removal that was cut off between the run and its logs is finished, a restoring is not undone', () => {
  run('outputs/a')
  const files = (): string => join(workspace.root, '.rundir/trash', listTrash(workspace.root)[0]?.id ?? '', 'files')
  const move = (path: string, from: string, to: string): void => {
    fs.mkdirSync(dirname(join(to, path)), { recursive: true })
    fs.renameSync(join(from, path), join(to, path))
  }
  collect(NOTHING, 'apply')
  move('logs/a', files(), workspace.root)
  collect(NOTHING, 'apply')
  expect(fs.existsSync(join(workspace.root, 'logs/a'))).toBe(false)
  move('outputs/a', files(), workspace.root)
  collect(['name=a'], 'apply')
  expect(fs.existsSync(join(files(), 'logs/a/stdout.log'))).toBe(true)
  expect(fs.existsSync(join(workspace.root, 'outputs/a'))).toBe(true)
  move('logs/a', files(), workspace.root)
  collect(['name=a'], 'apply')
  expect(fs.existsSync(join(workspace.root, 'logs/a/stdout.log'))).toBe(true)
})

/** Where everything is, apart from the names and dates of the trash. */
function stateOf({ root }: Workspace): string[] {
  return fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?:run_manifest\.json|stdout\.log|latest)$/.test(path))
    .map((path) => (path === 'outputs/latest' ? `${path} ${fs.readlinkSync(join(root, path))}` : path))
    .map((path) => path.replace(/^\.rundir\/trash\/[^/]+\//, 'trash/'))
    .sort()
}

class Killed extends Error {}

const drawnRun = fc.record({
  daysAgo: fc.nat(9),
  status: fc.constantFrom('completed', 'failed', 'lost', 'queued', 'cancelled'),
  parents: fc.array(fc.nat(7), { maxLength: 2 }),
  isPipeline: fc.boolean(),
  project_name: fc.constantFrom('x', 'y'),
})
const drawnRules = fc.uniqueArray(
  fc.constantFrom(
    'last=1',
    'last=3',
    'last.project_name=1',
    'within=3d',
    'status=failed',
    'size<1kB',
    'lineage=outputs/r0',
  ),
  { minLength: 1, maxLength: 2 },
)
const RUNS = process.env['RUNDIR_SOAK'] === undefined ? 12 : 400

test('what is planned is what is moved; cut off anywhere and run again, the end is the same; the rest lacks nothing', async () => {
  const property = fc.asyncProperty(
    fc.array(drawnRun, { minLength: 1, maxLength: 8 }),
    drawnRules,
    fc.nat(8),
    async (drawn, rules, cutAfter) => {
      const folders = [0, 1].map(() => fs.realpathSync(fs.mkdtempSync(join(workspace.root, 'w-'))))
      for (const root of folders) {
        for (const [at, { parents, isPipeline, ...known }] of drawn.entries()) {
          const earlier = parents.filter((parent) => parent < at).map((parent) => `outputs/r${parent}`)
          run(`outputs/r${at}`, { ...known, parents: earlier, run_type: isPipeline ? 'pipeline' : 'train' }, root)
        }
        fs.symlinkSync(`r${drawn.length - 1}`, join(root, 'outputs/latest'))
      }
      const [whole, cut] = await Promise.all(folders.map(openIn))
      if (whole === undefined || cut === undefined) return
      const planned = collect(rules, 'plan', whole)
      const before = stateOf(whole)
      expect(stateOf(cut)).toEqual(before)
      const applied = collect(rules, 'apply', whole)
      expect(applied.moved.map(({ dir, size_bytes }) => [dir, size_bytes])).toEqual(
        planned.moved.map(({ dir, size_bytes }) => [dir, size_bytes]),
      )
      const cutOff = (doneCount: number): void => {
        expect(danglingParents(cut)).toEqual([])
        if (doneCount > cutAfter) throw new Killed()
      }
      const request = { keep: rules, cwd: cut.root, mode: 'apply' } as const
      try {
        collectRuns(cut, request, cutOff)
      } catch (error) {
        if (!(error instanceof Killed)) throw error
      }
      collectRuns(cut, request, () => undefined)
      expect(stateOf(cut)).toEqual(stateOf(whole))
      expect([danglingParents(whole), collect(rules, 'plan', whole).moved]).toEqual([[], []])
      const isAnyLeft = fs.readdirSync(join(whole.root, 'outputs')).length > 1
      expect(fs.existsSync(join(whole.root, 'outputs/latest'))).toBe(isAnyLeft)
    },
  )
  await fc.assert(property, { numRuns: RUNS })
})

function danglingParents({ root }: Workspace): string[] {
  const dirs = fs.readdirSync(join(root, 'outputs')).filter((name) => name !== 'latest')
  return dirs.flatMap((name) => {
    const { parents } = JSON.parse(fs.readFileSync(join(root, 'outputs', name, 'run_manifest.json'), 'utf8'))
    return parents.filter((parent: string) => !fs.existsSync(join(root, parent)))
  })
}
