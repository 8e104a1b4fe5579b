import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HealthyWorkspace, RUN } from '../contract/healthy-workspace.js'
import { RUNDIR } from '../kit/command.js'
import { temporaryFolder } from '../kit/workspace-folder.js'

const healthy = new HealthyWorkspace()
const CALLS = 'openat,write,mkdir,rename,unlink,rmdir,fsync,link'
const canTrace = spawnSync('strace', ['-f', '-e', 'trace=none', 'true']).status === 0
const POINTS = process.env['RUNDIR_SOAK'] === undefined ? 4 : Number.POSITIVE_INFINITY

/** Calls of the first thread by name and ordinal, from the one that makes the first thing in `folder` on. */
function killPoints(command: readonly string[], folder: string): { call: string; ordinal: number }[] {
  const trace = join(temporaryFolder(), 'trace')
  expect(spawnSync('strace', ['-o', trace, '-e', `trace=${CALLS}`, ...command]).status).toBe(0)
  const counts = new Map<string, number>()
  const points: { call: string; ordinal: number }[] = []
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const call = /^([a-z0-9_]+)\(/.exec(line)?.[1]
    if (call === undefined) continue
    counts.set(call, (counts.get(call) ?? 0) + 1)
    const isChange = /O_CREAT/.test(line) || call === 'mkdir'
    if (points.length > 0 || (isChange && line.includes(folder))) points.push({ call, ordinal: counts.get(call) ?? 0 })
  }
  return points
}

describe.skipIf(!canTrace)(
  `an export killed at its system calls${canTrace ? '' : ', not run: strace is not installed or not allowed'}`,
  () => {
    test.each(['tar', 'crate'])('to %s leaves nothing under its name that is not whole', async (form) => {
      const workspace = await healthy.copy()
      const folder = temporaryFolder()
      const command = [process.execPath, RUNDIR, '-C', workspace.root, 'export', RUN, '--to', form]
      const to = (name: string): string[] => [...command, '-o', join(folder, name)]
      const points = killPoints(to('whole'), folder)
      const files = (path: string): string[] =>
        form === 'tar'
          ? spawnSync('tar', ['tf', path], { encoding: 'utf8' }).stdout.split('\n')
          : readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()
      const whole = files(join(folder, 'whole'))
      const stride = Math.max(1, Math.floor(points.length / POINTS))
      const offset = Math.floor(Math.random() * stride)
      // The last calls are those that give the name.
      const chosen = points.filter((_, at) => at % stride === offset || at >= points.length - POINTS)
      for (const { call, ordinal } of chosen) {
        const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${ordinal}`]
        spawnSync('strace', ['-o', '/dev/null', ...inject, ...to('killed')])
        const left = readdirSync(folder).filter((name) => name !== 'whole')
        for (const name of left.filter((each) => !each.startsWith('.killed.tmp-')))
          expect(files(join(folder, name)), `killed at ${call} ${ordinal}`).toEqual(whole)
        for (const name of left) rmSync(join(folder, name), { recursive: true })
      }
      expect(await workspace.verify('rules')).toEqual([])
    })
  },
)
