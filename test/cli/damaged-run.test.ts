import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answer, RUNDIR, Running, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const isRoot = process.getuid?.() === 0
const FILE = 'run_manifest.json'

function manifest(changes: Readonly<Record<string, unknown>> = {}): string {
  const known = { schema_version: 1, run_id: '1763705649000-handmade1', name: 'bad', layout: 'pipeline' }
  return JSON.stringify({ ...known, status: 'completed', created_at: '2026-11-21T06:14:09Z', ...changes })
}

/** Each puts one defect into an empty folder `dir`. */
const DEFECTS: Readonly<Record<string, (dir: string) => void>> = {
  'a torn manifest': (dir) => fs.writeFileSync(`${dir}/${FILE}`, manifest().slice(0, 40)),
  'an empty manifest': (dir) => fs.writeFileSync(`${dir}/${FILE}`, ''),
  'a manifest of a newer version': (dir) => fs.writeFileSync(`${dir}/${FILE}`, manifest({ schema_version: 2 })),
  'a manifest that is a list': (dir) => fs.writeFileSync(`${dir}/${FILE}`, '[]'),
  'a manifest of zeros': (dir) => fs.writeFileSync(`${dir}/${FILE}`, Buffer.alloc(4096)),
  'a manifest with an unknown status': (dir) => fs.writeFileSync(`${dir}/${FILE}`, manifest({ status: 'done' })),
  'a manifest of 20 MB': (dir) => fs.writeFileSync(`${dir}/${FILE}`, manifest({ notes: 'x'.repeat(20_000_000) })),
  'a FIFO for a manifest': (dir) => void execFileSync('mkfifo', [`${dir}/${FILE}`]),
  'a folder for a manifest': (dir) => fs.mkdirSync(`${dir}/${FILE}`),
  'a manifest that links to itself': (dir) => fs.symlinkSync(FILE, `${dir}/${FILE}`),
  'a manifest that is an endless device': (dir) => fs.symlinkSync('/dev/zero', `${dir}/${FILE}`),
}

/** The manifest is whole; what it speaks of is not. */
const ODDITIES: Readonly<Record<string, (dir: string) => void>> = {
  'a folder for its attempt': (dir) => {
    fs.writeFileSync(`${dir}/${FILE}`, manifest({ status: 'running', attempt: 1 }))
    fs.mkdirSync(`${dir}/attempts/1.json`, { recursive: true })
    fs.mkdirSync(`${dir}/attempts/1.heartbeat`)
  },
  'a FIFO for its attempt': (dir) => {
    fs.writeFileSync(`${dir}/${FILE}`, manifest({ status: 'running', attempt: 1 }))
    fs.mkdirSync(`${dir}/attempts`)
    execFileSync('mkfifo', [`${dir}/attempts/1.json`])
  },
  'a thousand million attempts': (dir) =>
    fs.writeFileSync(`${dir}/${FILE}`, manifest({ status: 'running', attempt: 1_000_000_000 })),
  'a folder for its log': (dir) => {
    fs.writeFileSync(`${dir}/${FILE}`, manifest())
    fs.mkdirSync(`${dir}/metrics/main.1.jsonl`, { recursive: true })
  },
  'a file for its folder of logs': (dir) => {
    fs.writeFileSync(`${dir}/${FILE}`, manifest())
    fs.writeFileSync(`${dir}/metrics`, 'x')
  },
  'values of other types': (dir) =>
    fs.writeFileSync(
      `${dir}/${FILE}`,
      manifest({
        started_at: 5,
        ended_at: 'yesterday',
        command: 'python train.py',
        tags: { a: { b: 1 } },
        notes: 7,
        git_hash: [],
        project_name: {},
        summary: { loss: [1] },
        parents: [1],
        created_at: 'long ago',
      }),
    ),
}

function withHealthyRun(): WorkspaceFolder {
  const workspace = new WorkspaceFolder()
  workspace.write(`outputs/good/${FILE}`, manifest({ name: 'good' }))
  fs.mkdirSync(workspace.path('outputs/bad'))
  return workspace
}

describe.each(Object.entries(DEFECTS))('a run with %s', (_, spoil) => {
  test('is listed as damaged, and hides no other run', async () => {
    const workspace = withHealthyRun()
    spoil(workspace.path('outputs/bad'))
    const { runs } = await answer(['ls'], { cwd: workspace.root })
    const statuses = runs.map((run: { name: string; status: string }) => [run.name, run.status]).sort()
    expect(statuses).toEqual([
      ['bad', 'damaged'],
      ['good', 'completed'],
    ])
    expect(runs.find((run: { name: string }) => run.name === 'bad').damage).toMatch(FILE)
    expect((await rundir(['ls'], { cwd: workspace.root })).stdout).toMatch(/bad +damaged/)
    for (const command of ['show', 'metrics', 'env', 'finish']) {
      const done = await rundir([command, 'bad'], { cwd: workspace.root })
      expect(done.stderr).toMatch('outputs/bad cannot be read')
      expect([command, done.status, done.stdout]).toEqual([command, 5, ''])
    }
  })
})

describe.each(Object.entries(ODDITIES))('a run with %s', (_, spoil) => {
  test('is listed beside the others, and no command takes it for a mistake of its own', async () => {
    const workspace = withHealthyRun()
    spoil(workspace.path('outputs/bad'))
    const { runs } = await answer(['ls'], { cwd: workspace.root })
    expect(runs.map((run: { name: string }) => run.name).sort()).toEqual(['bad', 'good'])
    for (const args of [
      ['ls'],
      ['show', 'bad'],
      ['show', 'bad', '--json'],
      ['metrics', 'bad'],
      ['env', 'bad'],
      ['show', 'good'],
    ]) {
      const done = await rundir(args, { cwd: workspace.root })
      expect(done.stderr).not.toMatch(/^\s+at /m)
      expect([0, 5, 6]).toContain(done.status)
    }
  })
})

test.runIf(isRoot)('a folder that may not be looked into hides no other run', async () => {
  const workspace = withHealthyRun()
  workspace.write('runs/closed/2026-11-21_06-14-09_nogit/x', '')
  for (const [path, mode] of [
    ['', 0o755],
    ['outputs/bad', 0o000],
    ['runs/closed', 0o000],
  ] as const)
    fs.chmodSync(workspace.path(path), mode)
  const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, RUNDIR, 'ls', '--json']
  const done = await new Running('setpriv', asNobody, { cwd: workspace.root }).finished()
  expect([done.status, done.stderr]).toEqual([0, ''])
  const rows: { name: string; status: string; damage: string | null }[] = JSON.parse(done.stdout).runs
  expect(rows.map(({ name, status }) => [name, status]).sort()).toEqual([
    ['bad', 'damaged'],
    ['closed', 'damaged'],
    ['good', 'completed'],
  ])
  expect(rows.find(({ name }) => name === 'bad')?.damage).toMatch('permission denied')
})

describe('a name that was handed out before a crash came', () => {
  /** What a kill between the folder and the manifest leaves; its claimant is gone. */
  async function withUnbornRun(): Promise<WorkspaceFolder> {
    const workspace = new WorkspaceFolder()
    for (const _ of [1, 2]) await rundir(['new', '--quiet', '--model', 'a'], { cwd: workspace.root })
    fs.rmSync(workspace.path(`${DIR}/${FILE}`))
    return workspace
  }
  const NAME = 'a-dataset-full-run2'
  const DIR = `outputs/${NAME}`

  test('is known to show, verify, repair and rm', async () => {
    const workspace = await withUnbornRun()
    const { root } = workspace
    const shown = await rundir(['show', 'run2'], { cwd: root })
    expect([shown.status, shown.stderr]).toEqual([5, expect.stringContaining(`rundir repair ${DIR}`)])
    const verified = await rundir(['verify', NAME, '--json'], { cwd: root })
    expect(JSON.parse(verified.stdout).findings.map(({ rule }: { rule: string }) => rule)).toEqual(['R001'])
    expect((await answer(['rm', DIR], { cwd: root })).moved[0].dir).toBe(DIR)
    expect(workspace.has(DIR)).toBe(false)
    await answer(['restore', NAME], { cwd: root })
    await answer(['repair', NAME, '--yes'], { cwd: root })
    expect((await answer(['show', NAME], { cwd: root })).status).toBe('failed')
  })

  test('is not removed while its claimant lives', async () => {
    const workspace = await withUnbornRun()
    const claim = `.rundir/claims/names/${DIR}.claim`
    workspace.write(claim, JSON.stringify({ ...workspace.json(claim), pid: process.pid }))
    const done = await rundir(['rm', NAME], { cwd: workspace.root })
    expect([done.status, done.stderr]).toEqual([4, expect.stringContaining('is being made')])
  })
})
