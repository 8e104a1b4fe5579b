import { isRundirError, RundirError } from '../../error/rundir-error.js'
import { checkCommand } from '../../exec/find-command.js'
import { createBatch, getBatch } from '../../store/batch.js'
import { isPipelineDocument } from '../config/pipeline-document.js'
import { prepareConfig } from '../config/prepare-config.js'
import type { NewRunRequest } from '../config/request.js'
import type { Workspace } from '../open.js'
import { findParts } from './parts.js'
import { inside } from './pipeline-plan.js'
import { conductSweep, type SweepOutlets, type SweepResult } from './sweep-conduct.js'
import { type SweepSource, sweepPoints } from './sweep-points.js'
import { fixRequest, printSweepPlan, readSweepPlan, type SweepPlan, takeSweep } from './sweep-state.js'

/** Points beyond these are checked when their turn comes. */
const CHECKED_POINTS = 1_000

/**
 * What a sweep would run; nothing is written. Each point is composed and checked.
 * Throws CONFIG_* with the point, COMMAND_NOT_FOUND, and as `planRun`.
 */
export async function planSweep(
  workspace: Workspace,
  request: NewRunRequest,
  { source, ...ways }: Omit<SweepPlan, 'kind' | 'request' | 'points'> & { readonly source: SweepSource },
): Promise<SweepPlan> {
  const plan: SweepPlan = {
    kind: source.kind,
    request: fixRequest(workspace, request),
    points: sweepPoints(source),
    ...ways,
  }
  checkCommand(request.command?.[0] ?? '', request.cwd, workspace.environment['PATH'])
  for (const [at, point] of plan.points.slice(0, CHECKED_POINTS).entries()) {
    try {
      await checkPoint(inside(workspace), plan.request, point)
    } catch (error) {
      if (!isRundirError(error)) throw error
      throw new RundirError(error.code, `point ${at + 1} (${point.join(' ')}): ${error.message}`, { hint: error.hint })
    }
  }
  return plan
}

async function checkPoint(workspace: Workspace, request: NewRunRequest, point: readonly string[]): Promise<void> {
  const { config } = await prepareConfig(workspace, { ...request, overrides: [...(request.overrides ?? []), ...point] })
  if (!isPipelineDocument(config.tree, config.phase)) return
  throw new RundirError('FLAG_INVALID', 'a pipeline cannot be swept', { hint: 'sweep one of its phases' })
}

/** Makes the batch of a sweep, durable before its first run, and runs its points, at most `maxRuns` of them now (spec 3.5). */
export async function launchSweep(
  workspace: Workspace,
  plan: SweepPlan,
  maxRuns: number | undefined,
  outlets: SweepOutlets,
): Promise<SweepResult> {
  const known = { kind: 'sweep', plan: printSweepPlan(workspace, plan), notes: plan.request.notes ?? '' } as const
  const batch = takeSweep(workspace, createBatch(workspace.root, known, workspace.clock))
  return await conductSweep(inside(workspace), { batch, plan, runs: new Map(), maxRuns }, outlets)
}

export interface ResumeSweepRequest {
  /** Id of the batch. */
  readonly batch: string
  /** Instead of the recorded command. */
  readonly command: readonly string[] | undefined
  /** Instead of the recorded number. */
  readonly jobs: number | undefined
}

/**
 * Runs the points of a sweep that are not completed: a new attempt for those that were begun, the others are launched.
 * Throws REFERENCE_DANGLING, VALUE_INVALID for a batch that is no sweep, ARGUMENT_MISSING, STATUS_ILLEGAL while it still runs.
 */
export async function resumeSweep(
  workspace: Workspace,
  request: ResumeSweepRequest,
  outlets: SweepOutlets,
): Promise<SweepResult> {
  const found = getBatch(workspace.root, request.batch)
  const recorded = readSweepPlan(workspace, found, request.command)
  const batch = takeSweep(workspace, found)
  const plan = { ...recorded, jobs: request.jobs ?? recorded.jobs }
  const runs = findParts(workspace, ({ manifest }) => manifest.batch_id === batch.batch_id)
  return await conductSweep(inside(workspace), { batch, plan, runs, command: request.command }, outlets)
}
