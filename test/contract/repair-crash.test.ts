import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { readMetrics } from '../../src/metric/read-metrics.js'
import { RUNDIR } from '../kit/command.js'
import { chosenOf, killAt, killPoints, whyUntraceable } from '../kit/kill-points.js'
import { DEFECTS, killed, unborn } from './defects.js'
import { type DamagedWorkspace, HealthyWorkspace, RUN } from './healthy-workspace.js'

/** Everything that one crash after the other can leave in a workspace. */
const wrecked = new HealthyWorkspace((workspace) => {
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
})
const LIMIT_MS = process.env['RUNDIR_SOAK'] === undefined ? 300_000 : 3_600_000
/** How many moments are tried, another choice each time; all of them in the soak. */
const MOST_POINTS = 10

const command = (workspace: DamagedWorkspace): [string, string[]] => [
  process.execPath,
  [RUNDIR, '-C', workspace.root, 'repair', '--yes'],
]

describe.runIf(whyUntraceable === undefined)('repair killed at a system call', () => {
  test(
    'run again it finishes the work, the second time it finds nothing, and no logged point is lost',
    async () => {
      const traced = await wrecked.copy()
      const points = killPoints(command(traced).flat(), traced.root)
      expect(points.length).toBeGreaterThan(40)
      const chosen = chosenOf(points, MOST_POINTS)
      let killedCount = 0
      for (const point of chosen) {
        const workspace = await wrecked.copy()
        const before = readMetrics(workspace.path(RUN)).scalars
        if (killAt(point, command(workspace).flat())) killedCount++
        const told = `killed at ${point.call} ${point.ordinal}`
        expect(spawnSync(...command(workspace)).status, told).toBe(0)
        expect(await workspace.verify(), told).toEqual([])
        expect(readMetrics(workspace.path(RUN)).scalars, told).toEqual(before)
        expect(workspace.json(`${RUN}/run_manifest.json`).status, told).toBe('lost')
        expect(await workspace.repair(), told).toEqual([])
      }
      // The start of Node makes a few calls more or fewer from time to time.
      expect(killedCount).toBeGreaterThan(0.8 * chosen.length)
    },
    LIMIT_MS,
  )
})
