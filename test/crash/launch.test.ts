import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isProcessAlive, processStarted } from '../../src/disk/process.js'
import { openWorkspace } from '../../src/index.js'
import type { Row } from '../../src/workspace/look/row.js'
import { answer, rundir, startRundir } from '../kit/command.js'
import { until } from '../kit/until.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const folder = mkdtempSync(join(tmpdir(), 'rundir-crash-launch-'))
const program = join(folder, 'launched-program.mjs')
const KILLS_OF_EACH = 100 * Number(process.env['RUNDIR_SOAK'] ? 20 : 1)
/** Kills in one workspace, so that lists stay short. */
const KILLS_TOGETHER = 10
/** From the start of rundir; a launch takes about a third of it, so that every part of it is hit. */
const LATEST_KILL_MS = 450

beforeAll(async () => {
  const entryPoints = [fileURLToPath(new URL('launched-program.ts', import.meta.url))]
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One launch in a workspace that others share; models tell them apart. */
class Launch {
  readonly workspace: WorkspaceFolder
  readonly name: string
  readonly #told: string
  readonly running: ReturnType<typeof startRundir>

  constructor(workspace: WorkspaceFolder, model: string) {
    this.workspace = workspace
    this.name = `${model}-dataset-full-run1`
    this.#told = `told-${model}`
    const command = ['run', '--quiet', '--model', model, '--', process.execPath, program]
    this.running = startRundir(command, { cwd: workspace.root, env: { ACKNOWLEDGED: workspace.path(this.#told) } })
  }

  /** The number of the program and the steps that it was acknowledged; nothing before it runs. */
  told(): { pid: number; steps: number } | undefined {
    if (!this.workspace.has(this.#told)) return undefined
    const lines = this.workspace.read(this.#told).split('\n').slice(0, -1)
    return lines[0] === undefined ? undefined : { pid: Number(lines[0]), steps: lines.length - 1 }
  }

  async row(): Promise<Row | undefined> {
    const { runs } = await (await openWorkspace(this.workspace.root, { environment: {} })).runs()
    return runs.find((run) => run.name === this.name)
  }

  /** Every acknowledged step is there, once and in order, with the value that was logged. */
  async expectAllPoints(): Promise<void> {
    const steps = this.told()?.steps ?? 0
    if (steps === 0) return
    const workspace = await openWorkspace(this.workspace.root, { environment: {} })
    const metrics = workspace.metrics(this.name, { keys: ['train/step', 'loss'] })
    const { step = [], value = [] } = metrics['train/step'] ?? {}
    expect(step.length).toBeGreaterThanOrEqual(steps)
    // At most the one that was written but not yet told.
    expect(step.length).toBeLessThanOrEqual(steps + 1)
    expect(step.every((at: number, index: number) => at === index + 1 && value[index] === at)).toBe(true)
    expect(metrics['loss']?.step.length).toBe(step.length)
  }
}

/** Two at a time, in workspaces of their own. */
async function inPairs(kills: number, crash: (launch: Launch) => Promise<void>): Promise<void> {
  const worker = async (pair: number): Promise<void> => {
    for (let done = 0; done < kills / 2; done += KILLS_TOGETHER) {
      const workspace = new WorkspaceFolder('run: {system_metrics_every_ms: 20}\n')
      for (let at = 0; at < KILLS_TOGETHER; at++) await crash(new Launch(workspace, `m${pair}x${done + at}`))
    }
  }
  await Promise.all([worker(1), worker(2)])
}

describe(`SIGKILL at a random moment, ${2 * KILLS_OF_EACH} times in all`, () => {
  test(`of rundir: the program goes on and its run is running while it lives, then lost; no point is missing`, async () => {
    const seen = { none: 0, unborn: 0, created: 0, lost: 0, running: 0 }
    let kills = 0
    await inPairs(KILLS_OF_EACH, async (launch) => {
      // However busy the machine is, some kills hit the launch and some the program.
      if (kills++ % 2 === 0) await pass(Math.random() * LATEST_KILL_MS)
      else {
        await until('the program runs', () => launch.told())
        await pass(Math.random() * 60)
      }
      launch.running.child.kill('SIGKILL')
      await launch.running.finished()
      const row = await launch.row()
      if (row === undefined) return void seen.none++
      if (row.status === 'damaged') {
        // A name that was claimed, with nothing in it yet.
        expect([row.damage, launch.told()]).toEqual(['it has no run_manifest.json', undefined])
        return void seen.unborn++
      }
      if (row.status === 'created') return void seen.created++
      const { pid } = launch.workspace.json(`${row.dir}/attempts/1.json`)
      if (row.status === 'lost') {
        // It died before it started the program.
        expect([pid, launch.told()]).toEqual([null, undefined])
        return void seen.lost++
      }
      expect(row.status).toBe('running')
      const program = pid === null ? await until('the program runs', () => launch.told()) : launch.told()
      if (program !== undefined) {
        seen.running++
        const before = launch.told()?.steps ?? 0
        await until('the program goes on', () => (launch.told()?.steps ?? 0) > before)
        process.kill(program.pid, 'SIGKILL')
        await until('the program is gone', () => !isProcessAlive(program.pid, processStarted(program.pid)))
      } else process.kill(pid, 'SIGKILL')
      await until('it is shown as lost', async () => (await launch.row())?.status === 'lost')
      await launch.expectAllPoints()
    })
    expect(seen.running).toBeGreaterThanOrEqual(KILLS_OF_EACH / 2)
    expect(seen.running).toBeLessThan(KILLS_OF_EACH)
  })

  test('of the program: its run has failed by that signal, is sealed, and no point is missing', async () => {
    await inPairs(KILLS_OF_EACH, async (launch) => {
      const { pid } = await until('the program runs', () => launch.told())
      await pass(Math.random() * 60)
      process.kill(pid, 'SIGKILL')
      expect((await launch.running.finished()).status).toBe(137)
      expect(await launch.row()).toMatchObject({ status: 'failed', damage: null })
      const manifest = launch.workspace.json(`outputs/${launch.name}/run_manifest.json`)
      expect(manifest).toMatchObject({ signal: 'SIGKILL', seal: { sha256: expect.any(String) } })
      await launch.expectAllPoints()
    })
  })
})

test('after a reboot a run that was running is lost, though its numbers may live again', async () => {
  const launch = new Launch(new WorkspaceFolder(), 'rebooted')
  const { pid } = await until('the program runs', () => launch.told())
  await until('it is shown as running', async () => (await launch.row())?.status === 'running')
  const path = `outputs/${launch.name}/attempts/1.json`
  await until('the attempt has its number', () => launch.workspace.json(path).pid === pid)
  launch.workspace.write(path, JSON.stringify({ ...launch.workspace.json(path), boot_id: 'another' }))
  expect((await launch.row())?.status).toBe('lost')
  process.kill(pid, 'SIGKILL')
  await launch.running.finished()
})

test('a number that another process got later is not taken for the program', async () => {
  const workspace = new WorkspaceFolder()
  await rundir(['new', '--pid', String(process.pid)], { cwd: workspace.root })
  const dir = 'outputs/model-dataset-full-run1'
  expect((await answer(['ls'], { cwd: workspace.root })).runs[0].status).toBe('running')
  const attempt = workspace.json(`${dir}/attempts/1.json`)
  workspace.write(`${dir}/attempts/1.json`, JSON.stringify({ ...attempt, launcher_started: '1' }))
  expect((await answer(['ls'], { cwd: workspace.root })).runs[0].status).toBe('lost')
})
