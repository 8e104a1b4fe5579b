import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Attempt } from '../run/attempt.js'
import { type Manifest, makeManifest } from '../run/manifest.js'
import { nameClaimPath } from './claim.js'
import { findKnownFolders, findRunFolders, isRunFolder, listCandidates, readCandidate } from './find.js'
import { Damage, getRun, type Reader, type Run, readAttempts, readRun } from './read.js'
import { reopenManifest, updateManifest, writeAttempt, writeManifest } from './update.js'

const DIR = 'outputs/mlp-digits-full-run1'
const manifest: Manifest = makeManifest({
  run_id: '1763705649000-handmade1',
  name: 'mlp-digits-full-run1',
  layout: 'pipeline',
  status: 'created',
  created_at: '2026-11-21T06:14:09Z',
})
const attempt: Attempt = {
  schema_version: 1,
  attempt: 1,
  command: null,
  git_hash: null,
  git_dirty: null,
  host: 'here',
  boot_id: 'boot',
  pid: 5,
  pid_started: '50',
  launcher_pid: 4,
  launcher_started: '40',
  started_at: '2026-11-21T06:14:09Z',
  ended_at: null,
  exit_code: null,
  signal: null,
  resumed_from: null,
}

let root: string
let alive: Set<number>
let reader: Reader

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rundir-store-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  alive = new Set([4, 5])
  reader = {
    root,
    here: { host: 'here', bootId: 'boot', isAlive: ({ pid }) => alive.has(pid), hasProcessOf: () => false },
    now: 1_000_000,
  }
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function made(changes: Partial<Manifest> = {}): Run {
  mkdirSync(join(root, DIR, 'attempts'), { recursive: true })
  writeManifest(root, DIR, { ...manifest, ...changes })
  return getRun(reader, DIR)
}

describe('readRun', () => {
  test('shows what the manifest says while it does not say running', () => {
    for (const status of ['created', 'queued', 'completed', 'failed', 'cancelled', 'lost'] as const)
      expect(made({ status })).toMatchObject({ dir: DIR, status, manifest: { status } })
  })

  test('judges a run that says running by its attempt', () => {
    made({ status: 'running', attempt: 1 })
    writeAttempt(root, DIR, attempt)
    const shown = () => (readRun(reader, DIR) as Run).status
    expect(shown()).toBe('running')
    alive = new Set([5])
    expect(shown()).toBe('running')
    alive = new Set()
    expect(shown()).toBe('lost')
    writeAttempt(root, DIR, { ...attempt, host: 'elsewhere' })
    expect(shown()).toBe('unknown')
    write(`${DIR}/attempts/1.heartbeat`, '00000000990000\n')
    expect(shown()).toBe('running')
    write(`${DIR}/attempts/1.heartbeat`, 'garbage')
    expect(shown()).toBe('unknown')
    write(`${DIR}/attempts/1.json`, '{"attempt":')
    expect(shown()).toBe('lost')
  })

  test.each([
    ['ends', 'completed', { status: 'completed' }],
    ['goes on in a new attempt', 'running', { status: 'running', attempt: 2 }],
  ] as const)('is not lost when it %s between the look at its manifest and at its processes', (_, shown, changes) => {
    made({ status: 'running', attempt: 1 })
    writeAttempt(root, DIR, attempt)
    writeAttempt(root, DIR, { ...attempt, attempt: 2, launcher_pid: 6 })
    const isAlive = ({ pid }: { pid: number }) => {
      if (pid !== 6) writeManifest(root, DIR, { ...manifest, attempt: 1, ...changes })
      return pid === 6
    }
    expect(readRun({ ...reader, here: { ...reader.here, isAlive } }, DIR)).toMatchObject({ status: shown })
  })

  test.each([
    ['unborn', undefined, 'RUN_DAMAGED'],
    ['torn', '{"schema_version":1', 'RUN_DAMAGED'],
    ['torn', '', 'RUN_DAMAGED'],
    ['torn', '{"schema_version":1}', 'RUN_DAMAGED'],
    ['newer', '{"schema_version":99}', 'FORMAT_NEWER'],
  ])('%s is a value, and an error for who needs the run', (kind, text, code) => {
    if (text !== undefined) write(`${DIR}/run_manifest.json`, text)
    expect(readRun(reader, DIR)).toMatchObject({ kind, dir: DIR })
    expect(() => getRun(reader, DIR)).toThrow(expect.objectContaining({ code }))
  })

  test('attempts are read first to last; what cannot be one is passed over', () => {
    made({ status: 'running', attempt: 12 })
    for (const number of [2, 10, 1]) writeAttempt(root, DIR, { ...attempt, attempt: number })
    for (const name of ['3.json', '4.heartbeat', 'x.json', '.5.json.tmp-a']) write(`${DIR}/attempts/${name}`, '[]')
    expect(readAttempts(reader, getRun(reader, DIR)).map((one) => one.attempt)).toEqual([1, 2, 10])
  })
})

describe('updateManifest', () => {
  test('keeps keys that it does not know, and checks the step', () => {
    const run = made({ status: 'running', from_the_future: { a: 1 } } as Partial<Manifest>)
    const ended = updateManifest(root, run, { status: 'completed', exit_code: 0 })
    expect(ended).toMatchObject({ status: 'completed', manifest: { exit_code: 0, from_the_future: { a: 1 } } })
    expect(JSON.parse(readFileSync(join(root, DIR, 'run_manifest.json'), 'utf8'))).toEqual(ended.manifest)
    expect(() => updateManifest(root, ended, { status: 'failed' })).toThrow(
      expect.objectContaining({ code: 'STATUS_ILLEGAL' }),
    )
    expect(updateManifest(root, ended, { status: 'completed', notes: 'x' }).manifest.notes).toBe('x')
  })

  test('a new attempt opens the run again and takes its seal away', () => {
    const run = made({
      status: 'failed',
      attempt: 1,
      exit_code: 3,
      identity: 'v1:x',
      seal: { files: 1, bytes: 1, sha256: 'x' },
    })
    const second = { ...attempt, attempt: 2, command: ['sh'] }
    expect(reopenManifest(root, run, second).manifest.identity).toBe('v1:x')
    expect(reopenManifest(root, run, second, true).manifest).toMatchObject({
      status: 'running',
      command: ['sh'],
      identity: null,
      attempt: 2,
      exit_code: null,
      seal: null,
      ended_at: null,
    })
  })
})

describe('finding runs', () => {
  const text = JSON.stringify(manifest)
  const found = (): string[] => [...findRunFolders(root)].sort()
  const listed = (): string[] =>
    listCandidates(root)
      .flatMap((dir) => [...readCandidate(reader, dir)])
      .map((run) => (run instanceof Damage ? `${run.dir} ${run.kind}` : run.dir))
      .sort()

  test('in both places and at any depth below runs/, but not in a run, in hidden folders, or behind links', () => {
    const runs = [
      'outputs/a',
      'runs/p/2026-11-21_06-14-09_nogit',
      'runs/train/critic/x/2026-11-21_06-14-09',
      'runs/flat',
    ]
    for (const dir of runs) write(`${dir}/run_manifest.json`, text)
    for (const dir of ['outputs/a/nested', 'outputs/.hidden', 'outputs/deep/b', 'runs/p/.trash/c', 'elsewhere/d'])
      write(`${dir}/run_manifest.json`, text)
    symlinkSync('a', join(root, 'outputs/latest'))
    symlinkSync(join(root, 'elsewhere'), join(root, 'runs/linked'))
    write('outputs/file', '')
    expect(found()).toEqual(runs.sort())
    expect(listed()).toEqual(runs.sort())
  })

  test('a folder without a manifest is damage only where its name was handed out', () => {
    const claimed = ['outputs/claimed', 'runs/flat-claimed', 'runs/p/claimed']
    for (const dir of [...claimed, 'outputs/strange', 'runs/p/strange']) write(`${dir}/x`, '')
    for (const dir of [...claimed, 'outputs/gone']) write(nameClaimPath(dir), '')
    expect(listed()).toEqual(claimed.map((dir) => `${dir} unborn`))
    expect([...findKnownFolders(root)].sort()).toEqual(claimed)
    expect([...findKnownFolders(root, 'runs')].sort()).toEqual(claimed.slice(1))
    expect(found()).toEqual([])
  })

  test('an empty workspace has none', () => {
    expect([listCandidates(root), found(), isRunFolder(root, 'outputs/a')]).toEqual([[], [], false])
  })
})
