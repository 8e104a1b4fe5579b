import { planRunRepair, planWorkspaceRepair, type RepairStep } from '../../contract/repair-plan.js'
import { summarizeRun, takeWorkspace } from '../../contract/take-workspace.js'
import { burnClaim } from '../../store/claim-note.js'
import { pointLatest } from '../../store/latest.js'
import { moveToTrash } from '../../store/trash.js'
import type { Workspace } from '../open.js'
import { takeModelStock } from './model-stock.js'
import {
  adoptFolder,
  closeAttempt,
  endDeadRun,
  remakeChecksums,
  remakeMetrics,
  sealEndedRun,
  unsealRun,
} from './repair-run.js'
import { findTarget } from './verify-target.js'
import { VerifyBench } from './verify-task.js'

export interface RepairRequest {
  /** A run, or a folder with runs; undefined for the whole workspace. */
  readonly target: string | undefined
  /** Absolute; where a relative path starts. */
  readonly cwd: string
  /** `plan`: nothing is written. */
  readonly mode: 'plan' | 'apply'
}

/** A step, and whether it was done; keys as `repair --json` prints them. */
export interface RepairAction extends RepairStep {
  readonly done: boolean
}

/** One step makes others possible (adopt, then seal); more rounds than this would mean that they undo each other. */
const MOST_ROUNDS = 6

/**
 * Finishes or marks what a crash left in runs and workspace (spec 2.7). Everything that it takes
 * away goes to the trash. Killed at any moment it can be run again; run twice it does nothing the second time. Throws RUN_UNKNOWN, DISK_*.
 */
export async function repairRuns(
  workspace: Workspace,
  request: RepairRequest,
  onProgress: (doneCount: number, totalCount: number) => void,
): Promise<RepairAction[]> {
  const { root, settings, clock, here } = workspace
  const target = findTarget(workspace, request.target, request.cwd)
  const share = { root, now: clock.now(), patterns: settings.layouts, contract: settings.contract }
  const bench = new VerifyBench(share, here)
  const actions: RepairAction[] = []
  for (const [index, dir] of target.dirs.entries()) {
    actions.push(...(await repairRun(workspace, bench, dir, request.mode)))
    onProgress(index + 1, target.dirs.length)
  }
  if (target.kind === 'workspace') actions.push(...repairWorkspace(workspace, bench, target.dirs, request.mode))
  return actions
}

async function repairRun(
  workspace: Workspace,
  bench: VerifyBench,
  dir: string,
  mode: RepairRequest['mode'],
): Promise<RepairAction[]> {
  const actions: RepairAction[] = []
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const inventory = bench.takeStock(dir, undefined)
    const steps = typeof inventory === 'string' ? [] : planRunRepair(inventory)
    const fresh = steps.filter(
      (step) => !actions.some((action) => action.kind === step.kind && action.path === step.path),
    )
    if (mode === 'plan') return fresh.map((step) => ({ ...step, done: false }))
    if (fresh.length === 0) return actions
    putAside(workspace, dir, fresh)
    for (const step of fresh) actions.push({ ...step, done: await apply(workspace, dir, step) })
  }
  return actions
}

/** All moves of a run make one entry of the trash. */
function putAside({ root, clock }: Workspace, dir: string | null, steps: readonly RepairStep[]): void {
  const paths = steps.filter((step) => step.kind === 'move').map((step) => step.path)
  if (paths.length > 0) moveToTrash(root, { reason: 'repaired', dir, paths }, clock.now())
}

async function apply(workspace: Workspace, dir: string, step: RepairStep): Promise<boolean> {
  switch (step.kind) {
    case 'adopt':
      adoptFolder(workspace, dir)
      return true
    case 'end':
      await endDeadRun(workspace, dir)
      return true
    case 'seal':
      await sealEndedRun(workspace, dir)
      return true
    case 'attempt':
      closeAttempt(workspace, dir)
      return true
    case 'unseal':
      return await unsealRun(workspace, dir)
    case 'metrics':
      return remakeMetrics(workspace, dir)
    case 'checksums':
      return await remakeChecksums(workspace, dir)
    default:
      return true
  }
}

function repairWorkspace(
  workspace: Workspace,
  bench: VerifyBench,
  dirs: readonly string[],
  mode: RepairRequest['mode'],
): RepairAction[] {
  const { root, clock } = workspace
  const { surroundings } = bench
  const summaries = dirs.flatMap((dir) => {
    const inventory = bench.takeStock(dir, undefined)
    return typeof inventory === 'string' ? [] : (summarizeRun(inventory, surroundings) ?? [])
  })
  const inventory = takeWorkspace(surroundings, summaries, takeModelStock(root, undefined))
  const steps = planWorkspaceRepair(inventory)
  if (mode === 'plan') return steps.map((step) => ({ ...step, done: false }))
  putAside(workspace, null, steps)
  for (const { dir } of inventory.orphanedClaims) burnClaim(root, dir, clock.now())
  const [stale] = inventory.stalePointers
  const newest = summaries.find((run) => run.dir === stale?.newest || run.logDir === stale?.newest)
  if (newest !== undefined) pointLatest(workspace.space, newest)
  return steps.map((step) => ({ ...step, done: true }))
}
