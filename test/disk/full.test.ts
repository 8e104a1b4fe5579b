import * as fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { manifestSchema } from '../../src/run/manifest-schema.js'
import { answer, program, rundir } from '../kit/command.js'
import type { WorkspaceFolder } from '../kit/workspace-folder.js'
import { smallDisk, whyNoMount } from './mounted.js'

const why = whyNoMount()
if (why !== undefined) process.stderr.write(`full disks are not tried: ${why}\n`)
const RUN = 'outputs/model-dataset-full-run1'
const MIB = 1024 * 1024

/** Takes all room that is left, but so many bytes. */
function fill(workspace: WorkspaceFolder, leftBytes: number): void {
  const file = fs.openSync(workspace.path('filler'), 'w')
  try {
    for (let unit = 64 * 1024; unit >= 1024; unit /= 2) writeUntilFull(file, unit)
  } finally {
    fs.closeSync(file)
  }
  fs.truncateSync(workspace.path('filler'), fs.statSync(workspace.path('filler')).size - leftBytes)
}

function writeUntilFull(file: number, unitBytes: number): void {
  try {
    while (fs.writeSync(file, Buffer.alloc(unitBytes)) === unitBytes);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}

describe.runIf(why === undefined)('a disk that runs full', () => {
  test('while a program logs and prints: it is not ended, the message is one, the status is written, and what was there stays', async () => {
    const workspace = smallDisk(2 * MIB, 'run: {system_metrics_every_ms: 20}\nprinted_metrics: ["step {step}: {x}"]\n')
    await rundir(['new', '--model', 'before'], { cwd: workspace.root })
    const before = workspace.read('outputs/before-dataset-full-run1/run_manifest.json')
    const done = await rundir(['run', '--', process.execPath, program('fill-disk.mjs')], { cwd: workspace.root })
    expect([done.status, done.signal]).toEqual([0, null])
    expect(done.stderr).not.toMatch(/^\s+at /m)
    expect(done.stderr.match(/is not sealed: .*no space is left/g)).toHaveLength(1)
    expect(done.stderr.match(/no space is left; the program goes on/g)?.length ?? 0).toBeLessThan(2)
    const manifest = manifestSchema.parse(workspace.json(`${RUN}/run_manifest.json`))
    expect(manifest).toMatchObject({ status: 'completed', exit_code: 0, seal: null })
    expect(workspace.json(`${RUN}/attempts/1.json`)).toMatchObject({ exit_code: 0, ended_at: expect.any(String) })
    expect(workspace.read('outputs/before-dataset-full-run1/run_manifest.json')).toBe(before)
    const { runs } = await answer(['ls'], { cwd: workspace.root })
    expect(runs.map((run: { status: string }) => run.status).sort()).toEqual(['completed', 'created'])
    fs.rmSync(workspace.path(`${RUN}/artifacts/checkpoint`))
    const { loss } = await answer(['metrics', 'latest', 'loss'], { cwd: workspace.root })
    expect(loss.value.every((value: number, at: number) => value === 1 / loss.step[at])).toBe(true)
    expect((await rundir(['new'], { cwd: workspace.root })).status).toBe(0)
  })

  test('at whatever moment of a new run: one clear message, every manifest whole, and the next one succeeds', async () => {
    const workspace = smallDisk(4 * MIB)
    await rundir(['new'], { cwd: workspace.root })
    const statuses = new Set<number | null>()
    for (let leftBytes = 0; leftBytes <= 160 * 1024; leftBytes += 8 * 1024) {
      fill(workspace, leftBytes)
      const done = await rundir(['new'], { cwd: workspace.root })
      statuses.add(done.status)
      expect(done.stderr).not.toMatch(/^\s+at /m)
      if (done.status !== 0) {
        expect(done.status).toBe(6)
        expect(done.stderr).toMatch(
          /^rundir: cannot .*: no space is left\n {2}free some space; what was there before is intact\n$/,
        )
      }
      const { runs } = await answer(['ls', '--limit', '1000'], { cwd: workspace.root })
      const damages = new Set(runs.map((run: { damage: string | null }) => run.damage))
      damages.delete(null)
      damages.delete('it has no run_manifest.json')
      expect([...damages]).toEqual([])
      fs.rmSync(workspace.path('filler'))
    }
    expect([...statuses].sort()).toEqual([0, 6])
    expect((await rundir(['new'], { cwd: workspace.root })).status).toBe(0)
  })

  test('is told by log and finish, and the run can be ended when there is room again', async () => {
    const workspace = smallDisk(2 * MIB)
    await rundir(['new'], { cwd: workspace.root })
    await rundir(['log', 'latest', 'loss=1'], { cwd: workspace.root })
    fill(workspace, 0)
    const refused = await rundir(['log', 'latest', `${'x'.repeat(4096)}=1`], { cwd: workspace.root })
    expect([refused.status, refused.stdout]).toEqual([6, ''])
    expect(refused.stderr).toMatch('no space is left')
    expect((await rundir(['finish', 'latest'], { cwd: workspace.root })).stderr).toMatch('is not sealed')
    expect(workspace.json(`${RUN}/run_manifest.json`)).toMatchObject({ status: 'completed', summary: { loss: 1 } })
    const metrics = await answer(['metrics', 'latest'], { cwd: workspace.root })
    expect(metrics.loss.value).toEqual([1])
  })
})
