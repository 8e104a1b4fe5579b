import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RUNDIR } from '../kit/command.js'
import { type DamagedWorkspace, HealthyWorkspace, LONG, RUN } from './healthy-workspace.js'

const healthy = new HealthyWorkspace()
const CALLS = 'openat,write,pwrite64,mkdir,rename,unlink,rmdir,fsync,link,symlink'
const canTrace = spawnSync('strace', ['-f', '-e', 'trace=none', 'true']).status === 0
const LIMIT_MS = process.env['RUNDIR_SOAK'] === undefined ? 300_000 : 3_600_000
const POINTS = process.env['RUNDIR_SOAK'] === undefined ? 2 : Number.POSITIVE_INFINITY

const COMMANDS = {
  new: ['new', '--model', 'fresh'],
  run: ['run', '--model', 'fresh', '--', 'true'],
  finish: ['finish', 'open-dataset-full-run1'],
  log: ['log', 'open-dataset-full-run1', 'loss=0.25'],
  rm: ['rm', LONG],
  restore: ['restore', 'gone-dataset-full-run1'],
  purge: ['purge', '--yes'],
} as const

const command = (workspace: DamagedWorkspace, words: readonly string[]): string[] => [
  process.execPath,
  RUNDIR,
  '-C',
  workspace.root,
  ...words,
]

/** A run that is open, and one that is in the trash. */
async function prepared(): Promise<DamagedWorkspace> {
  const workspace = await healthy.copy()
  workspace.write('rundir.yaml', 'project: demo\n')
  for (const words of [
    ['new', '--model', 'open'],
    ['new', '--model', 'gone'],
    ['rm', 'gone-dataset-full-run1'],
  ]) {
    const [file = '', ...rest] = command(workspace, words)
    expect(spawnSync(file, rest).status).toBe(0)
  }
  return workspace
}

/** Calls of the first thread by name and ordinal, from the first that writes into the workspace on. */
async function killPoints(words: readonly string[]): Promise<{ call: string; ordinal: number }[]> {
  const workspace = await prepared()
  const trace = join(workspace.root, '.rundir/trace')
  expect(spawnSync('strace', ['-o', trace, '-e', `trace=${CALLS}`, ...command(workspace, words)]).status).toBe(0)
  const counts = new Map<string, number>()
  const points: { call: string; ordinal: number }[] = []
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const call = /^([a-z0-9_]+)\(/.exec(line)?.[1]
    if (call === undefined) continue
    counts.set(call, (counts.get(call) ?? 0) + 1)
    const isChange = /O_WRONLY|O_CREAT/.test(line) || !['openat', 'write'].includes(call)
    if (points.length > 0 || (isChange && line.includes(workspace.root)))
      points.push({ call, ordinal: counts.get(call) ?? 0 })
  }
  rmSync(trace)
  return points
}

describe.skipIf(!canTrace)(
  `killed at its system calls${canTrace ? '' : ', not run: strace is not installed or not allowed'}`,
  () => {
    test.each(Object.entries(COMMANDS))(
      '%s leaves what repair finishes, and nothing sealed is lost',
      async (_, words) => {
        const points = await killPoints(words)
        const stride = Math.max(1, Math.floor(points.length / POINTS))
        const offset = Math.floor(Math.random() * stride)
        for (const { call, ordinal } of points.filter((_point, at) => at % stride === offset)) {
          const workspace = await prepared()
          const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${ordinal}`]
          spawnSync('strace', ['-o', '/dev/null', ...inject, ...command(workspace, words)])
          const told = `killed at ${call} ${ordinal}`
          const named = await workspace.verify()
          const [file = '', ...rest] = command(workspace, ['repair', '--yes', '--json'])
          const { actions } = JSON.parse(spawnSync(file, rest, { encoding: 'utf8' }).stdout)
          expect(actions.length > 0, told).toBe(named.length > 0)
          expect(await workspace.verify(), told).toEqual([])
          expect(workspace.has(`${RUN}/metrics.json`), told).toBe(true)
          const again = spawnSync(file, rest, { encoding: 'utf8' })
          expect(JSON.parse(again.stdout), told).toEqual({ actions: [] })
        }
      },
      LIMIT_MS,
    )
  },
)
