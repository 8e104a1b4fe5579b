import { measureTree } from '../../disk/move.js'
import { RundirError } from '../../error/rundir-error.js'
import { canonicalPath } from '../../layout/layout.js'
import { referenceOf } from '../../run/reference.js'
import { findRunFolders } from '../../store/find.js'
import { Damage, type Run, readRun } from '../../store/read.js'
import { finishRemovals } from '../../store/trash.js'
import { locateRun } from '../find-run.js'
import { withLiveMetrics } from '../look/list.js'
import { makeRow, type Row } from '../look/row.js'
import { readerOf, type Workspace } from '../open.js'
import { type CollectableRun, type Kept, Lineage, planCollection } from './collection.js'
import { heldRuns, isOpen, textsOfRun } from './held.js'
import { asksForMetrics, type KeepRule, newestRows, parseKeepRule } from './keep-rule.js'
import { pathsOfRun, pointAtNewestIfLost, trashRun } from './trash.js'

export interface CollectRequest {
  /** `--keep`, one each; a run stays when any of them says so. */
  readonly keep: readonly string[]
  /** Absolute; where a relative path of a run starts. */
  readonly cwd: string
  /** `plan`: nothing is moved. */
  readonly mode: 'plan' | 'apply'
}

/** A run that goes, or went; keys as `gc --json` prints them. */
export interface CollectedRun {
  readonly dir: string
  readonly status: Row['status']
  readonly created_at: string
  readonly size_bytes: number
  /** Of its entry in the trash; null while it is only planned. */
  readonly id: string | null
}

export interface CollectReport {
  readonly moved: readonly CollectedRun[]
  readonly size_bytes: number
  readonly done: boolean
  /** How many runs each rule keeps by itself. */
  readonly rules: readonly { readonly rule: string; readonly kept: number }[]
  readonly kept: readonly { readonly dir: string; readonly why: string }[]
}

/**
 * Moves the runs that no rule keeps to the trash, from where `restore` brings them back. Never taken: open and damaged runs, and all that
 * a model, a snapshot, a pipeline, a session or a kept run refers to. Killed and run again, it ends as if it had not been killed.
 * Throws FLAG_INVALID for a bad rule or none, RUN_UNKNOWN, DISK_*.
 */
export function collectRuns(
  workspace: Workspace,
  request: CollectRequest,
  onProgress: (doneCount: number, totalCount: number) => void,
): CollectReport {
  const rules = request.keep.map(parseKeepRule)
  if (rules.length === 0)
    throw new RundirError('ARGUMENT_MISSING', 'gc needs --keep RULE: without a rule every run would go', {
      hint: 'for example --keep last=10 --keep within=30d',
    })
  const { root } = workspace
  if (request.mode === 'apply') finishRemovals(root)
  const { runs, damaged } = readAll(workspace, rules.some(asksForMetrics) ? withLiveMetrics : (_, row) => row)
  const lineage = new Lineage(runs)
  const kept = heldRuns(workspace, lineage)
  const counts = rules.map((rule) => {
    const dirs = keptBy(workspace, lineage, rule, request.cwd)
    for (const dir of dirs) if (!kept.has(dir)) kept.set(dir, rule.text)
    return { rule: rule.text, kept: dirs.size }
  })
  const collection = planCollection(lineage, kept, textsOfRun(workspace))
  const planned = collection.taken.map((run) => ({ ...viewOf(run), size_bytes: sizeOf(root, run.dir) }))
  const moved = request.mode === 'plan' ? planned : moveAll(workspace, planned, onProgress)
  return {
    moved,
    size_bytes: moved.reduce((sum, run) => sum + run.size_bytes, 0),
    done: request.mode === 'apply',
    rules: counts,
    kept: listKept(collection.kept, damaged),
  }
}

type Complete = (root: string, row: Row) => Row

function readAll(workspace: Workspace, complete: Complete): { runs: CollectableRun[]; damaged: Damage[] } {
  const reader = readerOf(workspace)
  const runs: CollectableRun[] = []
  const damaged: Damage[] = []
  for (const dir of findRunFolders(workspace.root)) {
    const run = readRun(reader, dir)
    if (run instanceof Damage) damaged.push(run)
    else runs.push(collectable(run, complete(reader.root, makeRow(run, reader.now))))
  }
  return { runs: runs.sort((a, b) => (a.dir < b.dir ? -1 : 1)), damaged }
}

function collectable({ manifest, dir }: Run, row: Row): CollectableRun {
  return {
    dir,
    reference: referenceOf(canonicalPath(dir)),
    runId: manifest.run_id,
    parents: manifest.parents,
    hasParts: manifest.run_type === 'pipeline' || manifest.layout === 'session',
    endedAt: manifest.ended_at,
    row,
  }
}

function keptBy(workspace: Workspace, lineage: Lineage, rule: KeepRule, cwd: string): Set<string> {
  const { root, clock } = workspace
  const among = (isKept: (run: CollectableRun) => boolean): Set<string> =>
    new Set(lineage.runs.filter(isKept).map((run) => run.dir))
  switch (rule.kind) {
    case 'last': {
      const rows = lineage.runs.map((run) => run.row)
      return new Set(newestRows(rows, rule.count, rule.per).map((row) => row.dir))
    }
    case 'within': {
      const since = clock.now() - rule.lengthMs
      // A date that is none keeps its run.
      const isBefore = (date: string): boolean => Date.parse(date) < since
      return among(({ row, endedAt }) => !(isBefore(row.created_at) && isBefore(endedAt ?? row.created_at)))
    }
    case 'lineage':
      return lineage.descendantsOf(locateRun(workspace, rule.run, cwd))
    case 'size':
      return among(({ dir }) => rule.holds(sizeOf(root, dir)))
    case 'field':
      return among(({ row }) => rule.holds(row))
  }
}

function sizeOf(root: string, dir: string): number {
  return pathsOfRun(dir).reduce((bytes, path) => bytes + measureTree(`${root}/${path}`), 0)
}

function viewOf({ dir, row }: CollectableRun): CollectedRun {
  return { dir, status: row.status, created_at: row.created_at, size_bytes: 0, id: null }
}

/** A run that somebody began again since the plan was made stays. */
function moveAll(
  workspace: Workspace,
  planned: readonly CollectedRun[],
  onProgress: (doneCount: number, totalCount: number) => void,
): CollectedRun[] {
  const moved: CollectedRun[] = []
  for (const run of planned) {
    const now = readRun(readerOf(workspace), run.dir)
    if (!(now instanceof Damage) && !isOpen(now.status)) moved.push({ ...run, id: trashRun(workspace, run.dir).id })
    onProgress(moved.length, planned.length)
  }
  pointAtNewestIfLost(workspace)
  return moved
}

function listKept(kept: Kept, damaged: readonly Damage[]): { dir: string; why: string }[] {
  const broken = damaged.map(({ dir }) => ({ dir, why: 'it cannot be read' }))
  return [...[...kept].map(([dir, why]) => ({ dir, why })), ...broken].sort((a, b) => (a.dir < b.dir ? -1 : 1))
}
