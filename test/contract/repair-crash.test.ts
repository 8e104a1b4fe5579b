import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readMetrics } from '../../src/metric/read-metrics.js'
import { RUNDIR } from '../kit/command.js'
import { DEFECTS, killed, unborn } from './defects.js'
import { type DamagedWorkspace, HealthyWorkspace, RUN } from './healthy-workspace.js'

const healthy = new HealthyWorkspace()
/** System calls by which a command changes a file system. */
const CALLS = 'openat,write,pwrite64,mkdir,rename,unlink,rmdir,fsync,link,symlink,close'
const canTrace = spawnSync('strace', ['-f', '-e', 'trace=none', 'true']).status === 0
const everyPoint = process.env['RUNDIR_SOAK'] !== undefined
const POINTS = 8
const LIMIT_MS = everyPoint ? 3_600_000 : 300_000

interface KillPoint {
  readonly call: string
  /** Of the calls of that name by all threads, from 1. */
  readonly ordinal: number
}

/** Everything that one crash after the other can leave in a workspace. */
async function wrecked(): Promise<DamagedWorkspace> {
  const workspace = await healthy.copy()
  killed(workspace)
  workspace.remove(`${RUN}/metrics.json`)
  workspace.remove(`${RUN}/artifacts.sha256`)
  unborn(workspace)
  for (const name of [
    'half-written-manifest',
    'half-written-pointer',
    'claim-torn-without-run',
    'log-pointer-dangling',
  ])
    DEFECTS[name]?.make(workspace)
  return workspace
}

const command = (workspace: DamagedWorkspace): string[] => [
  process.execPath,
  RUNDIR,
  '-C',
  workspace.root,
  'repair',
  '--yes',
]

/** The calls of a whole repair that touch the workspace, and those between them. */
async function killPoints(): Promise<KillPoint[]> {
  const workspace = await wrecked()
  const trace = join(workspace.root, '.rundir/trace')
  const done = spawnSync('strace', ['-o', trace, '-e', `trace=${CALLS}`, ...command(workspace)])
  expect(done.status).toBe(0)
  const counts = new Map<string, number>()
  const points: KillPoint[] = []
  let isWithin = false
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const call = /^([a-z0-9_]+)\(/.exec(line)?.[1]
    if (call === undefined) continue
    counts.set(call, (counts.get(call) ?? 0) + 1)
    isWithin ||= line.includes('O_WRONLY|O_CREAT') && line.includes(workspace.root)
    if (isWithin && call !== 'close') points.push({ call, ordinal: counts.get(call) ?? 0 })
  }
  return points
}

describe.skipIf(!canTrace)(
  `repair killed at its system calls${canTrace ? '' : ', not run: strace is not installed or not allowed'}`,
  () => {
    test(
      'run again it finishes the work, the second time it finds nothing, and no logged point is lost',
      async () => {
        const points = await killPoints()
        expect(points.length).toBeGreaterThan(80)
        const stride = everyPoint ? 1 : Math.ceil(points.length / POINTS)
        const offset = everyPoint ? 0 : Math.floor(Math.random() * stride)
        let killedCount = 0
        let lookedCount = 0
        for (const { call, ordinal } of points.filter((_, at) => at % stride === offset)) {
          const workspace = await wrecked()
          const before = readMetrics(workspace.path(RUN)).scalars
          const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${ordinal}`]
          const { signal } = spawnSync('strace', ['-o', '/dev/null', ...inject, ...command(workspace)])
          lookedCount++
          if (signal === 'SIGKILL') killedCount++
          const told = `killed at ${call} ${ordinal}`
          expect(spawnSync(command(workspace)[0] ?? '', command(workspace).slice(1)).status, told).toBe(0)
          expect(await workspace.verify(), told).toEqual([])
          expect(readMetrics(workspace.path(RUN)).scalars, told).toEqual(before)
          expect(workspace.json(`${RUN}/run_manifest.json`).status, told).toBe('lost')
          const again = spawnSync(command(workspace)[0] ?? '', [...command(workspace).slice(1), '--json'], {
            encoding: 'utf8',
          })
          expect(JSON.parse(again.stdout), told).toEqual({ actions: [] })
        }
        // The start of Node makes a few calls more or fewer from time to time.
        expect(killedCount).toBeGreaterThan(0.8 * lookedCount)
      },
      LIMIT_MS,
    )
  },
)
