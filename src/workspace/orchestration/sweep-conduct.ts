import { workThrough } from '../../evaluation/pool.js'
import type { Batch } from '../../run/batch.js'
import { updateBatch } from '../../store/batch.js'
import { findRunFolders } from '../../store/find.js'
import { Damage, type Run, readRun } from '../../store/read.js'
import { printInstant } from '../../value/instant.js'
import { type LaunchResult, launchRun } from '../launch/launch.js'
import type { LaunchOutlets } from '../launch/launch-event.js'
import { planRun } from '../launch/plan.js'
import { resumeRun } from '../launch/resume.js'
import { SharedInterrupts } from '../launch/shared-interrupts.js'
import { readerOf, type Workspace } from '../open.js'
import type { SweepOrder, SweepPlan } from './sweep-state.js'

/** One point of a sweep as it stands; keys as `run --sweep --json` prints them. */
export interface SweptPoint {
  /** From 1; `part` of its run. */
  readonly point: number
  readonly overrides: readonly string[]
  status: 'waiting' | 'running' | 'completed' | 'failed' | 'cancelled' | 'skipped'
  /** Path of its run, relative to the workspace; of a skipped point, the run that was made before. */
  run: string | null
  exit_code: number | null
  metrics: Run['manifest']['summary']
}

export interface SweepOutlets extends Pick<LaunchOutlets, 'onInterrupt'> {
  /** A point has another status; `points` are all of them. */
  readonly onPoint: (changed: SweptPoint, points: readonly SweptPoint[]) => void
  readonly onNotice: (text: string) => void
  /** Output of programs; asked for only while one point runs at a time. */
  readonly onOutput: LaunchOutlets['onOutput']
}

export interface SweepResult {
  readonly batch: Batch
  readonly points: readonly SweptPoint[]
  readonly order: SweepOrder
  /** 0 when nothing failed, 1 when a point did, 130 when the sweep was interrupted. */
  readonly exitStatus: number
}

/** A sweep that is about to run, or to go on. */
export interface ConductedSweep {
  readonly batch: Batch
  readonly plan: SweepPlan
  /** Runs of points that were begun before, by `part`. */
  readonly runs: ReadonlyMap<string, Run>
  /** Instead of the recorded commands of those. */
  readonly command?: readonly string[] | undefined
  /** Runs that this call may start; the other points wait for `resume`. */
  readonly maxRuns?: number | undefined
}

/** Runs the points of a sweep, `jobs` at a time. After an interrupt none is started, and those that run are told. Throws DISK_*, and as `planRun`. */
export async function conductSweep(
  workspace: Workspace,
  sweep: ConductedSweep,
  outlets: SweepOutlets,
): Promise<SweepResult> {
  const { batch, plan } = sweep
  const points = plan.points.map((overrides, at): SweptPoint => {
    return { point: at + 1, overrides, status: 'waiting', run: null, exit_code: null, metrics: {} }
  })
  const interrupts = new SharedInterrupts(outlets)
  const done = plan.skipDone ? completedByIdentity(workspace) : new Map<string, Run>()
  const worker = new PointWorker(workspace, sweep, { points, interrupts, done }, outlets)
  try {
    await workThrough(points, plan.jobs, (point) => worker.work(point))
  } finally {
    interrupts.stop()
  }
  const isDone = points.every(({ status }) => status === 'completed' || status === 'skipped')
  const closed_at = printInstant(workspace.clock.now())
  const ended = isDone && batch.closed_at === null ? updateBatch(workspace.root, batch, { closed_at }) : batch
  const failed = points.some(({ status }) => status === 'failed' || status === 'cancelled')
  return { batch: ended, points, order: plan.order, exitStatus: interrupts.requested ? 130 : failed ? 1 : 0 }
}

interface Shared {
  readonly points: readonly SweptPoint[]
  readonly interrupts: SharedInterrupts
  /** Identity → a completed run. */
  readonly done: Map<string, Run>
}

class PointWorker {
  readonly #workspace: Workspace
  readonly #sweep: ConductedSweep
  readonly #shared: Shared
  readonly #outlets: SweepOutlets
  readonly #told = new Set<string>()
  #startedCount = 0

  constructor(workspace: Workspace, sweep: ConductedSweep, shared: Shared, outlets: SweepOutlets) {
    this.#workspace = workspace
    this.#sweep = sweep
    this.#shared = shared
    this.#outlets = outlets
  }

  async work(point: SweptPoint): Promise<void> {
    const begun = this.#sweep.runs.get(String(point.point))
    if (begun !== undefined && !this.#mayResume(point, begun)) return
    if (this.#shared.interrupts.requested) return
    const result = await (begun === undefined ? this.#launch(point) : this.#resume(point, begun))
    if (result === undefined) return
    this.#set(point, result.run)
  }

  /** False for a point that is completed, or that still runs. */
  #mayResume(point: SweptPoint, begun: Run): boolean {
    if (begun.status === 'failed' || begun.status === 'cancelled' || begun.status === 'lost') return true
    this.#set(point, begun)
    if (begun.status !== 'completed') this.#tell(`point ${point.point} still runs: ${begun.dir}`)
    return false
  }

  async #launch(point: SweptPoint): Promise<LaunchResult | undefined> {
    const { plan, batch } = this.#sweep
    const { done, interrupts } = this.#shared
    const overrides = [...(plan.request.overrides ?? []), ...point.overrides]
    const part = String(point.point)
    const planned = await planRun(this.#workspace, { ...plan.request, overrides, part, batch: batch.batch_id })
    const before = done.get(planned.identity)
    if (before !== undefined) {
      this.#take(point, before)
      this.#change(point, 'skipped')
      return undefined
    }
    if (interrupts.requested || !this.#mayStart()) return undefined
    const result = await launchRun(this.#workspace, planned, this.#outletsOf(point))
    if (plan.skipDone && result.run.status === 'completed') done.set(planned.identity, result.run)
    return result
  }

  async #resume(point: SweptPoint, begun: Run): Promise<LaunchResult | undefined> {
    if (!this.#mayStart()) return undefined
    const { cwd } = this.#sweep.plan.request
    const request = { run: `${this.#workspace.root}/${begun.dir}`, cwd, command: this.#sweep.command }
    return await resumeRun(this.#workspace, request, this.#outletsOf(point))
  }

  #mayStart(): boolean {
    const { maxRuns } = this.#sweep
    if (maxRuns !== undefined && this.#startedCount >= maxRuns) return false
    this.#startedCount++
    return true
  }

  #outletsOf(point: SweptPoint): LaunchOutlets {
    return {
      onEvent: (event) => {
        if (event.kind === 'notice') this.#tell(event.text)
        if (event.kind !== 'claimed') return
        point.run = event.run.dir
        this.#change(point, 'running')
      },
      onOutput: this.#sweep.plan.jobs === 1 ? this.#outlets.onOutput : async () => undefined,
      onInterrupt: this.#shared.interrupts.onInterrupt,
    }
  }

  #set(point: SweptPoint, run: Run): void {
    this.#take(point, run)
    const { status } = run
    const isEnded = status === 'completed' || status === 'failed' || status === 'cancelled'
    this.#change(point, isEnded ? status : 'running')
  }

  #take(point: SweptPoint, { dir, manifest }: Run): void {
    point.run = dir
    point.exit_code = manifest.exit_code
    point.metrics = manifest.summary
  }

  #change(point: SweptPoint, status: SweptPoint['status']): void {
    point.status = status
    this.#outlets.onPoint(point, this.#shared.points)
  }

  /** What all points have to say is said once. */
  #tell(text: string): void {
    if (this.#told.has(text)) return
    this.#told.add(text)
    this.#outlets.onNotice(text)
  }
}

/** Every manifest is read. */
function completedByIdentity(workspace: Workspace): Map<string, Run> {
  const done = new Map<string, Run>()
  const reader = readerOf(workspace)
  for (const dir of findRunFolders(workspace.root)) {
    const run = readRun(reader, dir)
    if (run instanceof Damage || run.status !== 'completed' || run.manifest.identity === null) continue
    done.set(run.manifest.identity, run)
  }
  return done
}
