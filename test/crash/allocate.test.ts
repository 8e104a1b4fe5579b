import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_NAMING } from '../../src/run/naming.js'
import { allocateRun } from '../../src/store/allocate.js'
import { systemClock } from '../../src/value/instant.js'
import { bundleProgram } from '../kit/bundled-program.js'

/** System calls that can change or read a file. */
const CALLS =
  'openat,close,read,write,mkdir,rename,unlink,fsync,fdatasync,statx,fstat,newfstatat,getdents64,access,ftruncate,link'

const folder = mkdtempSync(join(tmpdir(), 'rundir-crash-'))
const program = join(folder, 'allocate-process.mjs')
const canTrace = spawnSync('strace', ['-f', '-e', 'trace=none', 'true']).status === 0

beforeAll(async () => {
  const entry = fileURLToPath(new URL('allocate-process.ts', import.meta.url))
  await bundleProgram(entry, program)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const space = (root: string) => ({ root, naming: DEFAULT_NAMING, patterns: {}, windows: false })
const claimant = { runId: '1763705649001-k3j9x2m8p', host: 'after', pid: 1 }
const segments = { model: 'a', dataset: 'b', size: 'full' }
const allocateHere = (root: string): string =>
  allocateRun(space(root), { layout: 'pipeline', segments }, claimant, systemClock).dir

interface KillPoint {
  readonly call: string
  /** Of the calls of that name by the first thread, from 1. */
  readonly ordinal: number
}

/** The calls that an allocation makes: those of the first thread between the two marks. */
function killPoints(root: string): KillPoint[] {
  const trace = join(folder, 'trace')
  const result = spawnSync('strace', ['-f', '-o', trace, '-e', `trace=${CALLS}`, process.execPath, program, root])
  expect(result.status).toBe(0)
  const lines = readFileSync(trace, 'utf8').split('\n')
  const first = lines[0]?.split(' ')[0]
  const counts = new Map<string, number>()
  const points: KillPoint[] = []
  let within = false
  for (const line of lines) {
    const [, thread, call] = /^(\d+) +([a-z0-9_]+)\(/.exec(line) ?? []
    if (thread !== first || call === undefined) continue
    const ordinal = (counts.get(call) ?? 0) + 1
    counts.set(call, ordinal)
    if (line.includes(`"${root}/end"`)) within = false
    if (within) points.push({ call, ordinal })
    if (line.includes(`"${root}/begin"`)) within = true
  }
  return points
}

/** Runs the program and kills it as it enters the given call; the folder that it printed, when it came so far. */
function allocateAndDie(root: string, { call, ordinal }: KillPoint): string | undefined {
  const inject = `inject=${call}:signal=KILL:when=${ordinal}`
  const result = spawnSync(
    'strace',
    ['-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject, process.execPath, program, root],
    {
      encoding: 'utf8',
    },
  )
  return result.stdout.trim() === '' ? undefined : result.stdout.trim()
}

/** What must hold after every death: whatever stands there was claimed. */
function checkClaims(root: string): void {
  if (!existsSync(join(root, 'outputs'))) return
  for (const name of readdirSync(join(root, 'outputs')))
    expect(existsSync(join(root, '.rundir/claims/names/outputs', `${name}.claim`)), name).toBe(true)
}

describe.skipIf(!canTrace)(
  `killed at each system call${canTrace ? '' : ', not run: strace is not installed or not allowed'}`,
  () => {
    test('the first allocation of a workspace leaves nothing that the next one stumbles over', () => {
      const points = killPoints(mkdtempSync(join(folder, 'w-')))
      expect(points.length).toBeGreaterThan(20)
      expect(new Set(points.map((point) => point.call))).toContain('fsync')
      for (const point of points) {
        const root = mkdtempSync(join(folder, 'w-'))
        const acknowledged = allocateAndDie(root, point)
        checkClaims(root)
        const after = [acknowledged, allocateHere(root), allocateHere(root)]
        expect(new Set(after).size, JSON.stringify(point)).toBe(3)
        checkClaims(root)
        rmSync(root, { recursive: true })
      }
    })

    test('in a workspace that goes on, no name is given twice over all the deaths', () => {
      const root = mkdtempSync(join(folder, 'w-'))
      const given = [allocateHere(root)]
      for (const point of killPoints(root)) {
        const acknowledged = allocateAndDie(root, point)
        if (acknowledged !== undefined) given.push(acknowledged)
        given.push(allocateHere(root))
        // A deletion between the deaths must free nothing.
        if (given.length % 3 === 0) rmSync(join(root, given.at(-1) ?? ''), { recursive: true })
        checkClaims(root)
      }
      expect(given.length).toBeGreaterThan(15)
      expect(new Set(given).size).toBe(given.length)
    })
  },
)
