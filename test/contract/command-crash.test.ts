import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { RUNDIR } from '../kit/command.js'
import { chosenOf, killAt, killPoints, whyUntraceable } from '../kit/kill-points.js'
import { type DamagedWorkspace, HealthyWorkspace, LONG, RUN } from './healthy-workspace.js'

/** With a run that is open, and one that is in the trash. */
const healthy = new HealthyWorkspace((workspace) => {
  workspace.write('rundir.yaml', 'project: demo\n')
  for (const words of [
    ['new', '--model', 'open'],
    ['new', '--model', 'gone'],
    ['rm', 'gone-dataset-full-run1'],
  ]) {
    const [file = '', ...rest] = command(workspace, words)
    expect(spawnSync(file, rest).status).toBe(0)
  }
})
const LIMIT_MS = process.env['RUNDIR_SOAK'] === undefined ? 300_000 : 3_600_000
/** How many moments are tried of each command, another choice each time; all of them in the soak. */
const MOST_POINTS = 6

const COMMANDS = {
  new: ['new', '--model', 'fresh'],
  run: ['run', '--model', 'fresh', '--', 'true'],
  finish: ['finish', 'open-dataset-full-run1'],
  log: ['log', 'open-dataset-full-run1', 'loss=0.25'],
  rm: ['rm', LONG],
  restore: ['restore', 'gone-dataset-full-run1'],
  purge: ['purge', '--yes'],
  gc: ['gc', '--keep', `lineage=${RUN}`, '--yes'],
  promote: ['promote', RUN, '--as', 'seg/dino'],
} as const

function command(workspace: DamagedWorkspace, words: readonly string[]): string[] {
  return [process.execPath, RUNDIR, '-C', workspace.root, ...words]
}

describe.runIf(whyUntraceable === undefined)('killed at a system call', () => {
  test.each(Object.entries(COMMANDS))(
    '%s leaves what repair finishes, and nothing sealed is lost',
    async (_, words) => {
      const traced = await healthy.copy()
      const points = killPoints(command(traced, words), traced.root)
      expect(points.length).toBeGreaterThan(0)
      for (const point of chosenOf(points, MOST_POINTS)) {
        const workspace = await healthy.copy()
        killAt(point, command(workspace, words))
        const told = `killed at ${point.call} ${point.ordinal}`
        const named = await workspace.verify()
        const actions = await workspace.repair()
        expect(actions.length > 0, told).toBe(named.length > 0)
        expect(await workspace.verify(), told).toEqual([])
        expect(workspace.has(`${RUN}/metrics.json`), told).toBe(true)
        expect(await workspace.repair(), told).toEqual([])
      }
    },
    LIMIT_MS,
  )
})
