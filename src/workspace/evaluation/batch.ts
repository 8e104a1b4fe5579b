import { RundirError } from '../../error/rundir-error.js'
import {
  type BatchSummary,
  type ComparedScore,
  compareRunSets,
  summariseBatch,
} from '../../evaluation/batch-summary.js'
import type { Batch } from '../../run/batch.js'
import { createBatch, getBatch, updateBatch } from '../../store/batch.js'
import { findRunFolders } from '../../store/find.js'
import { Damage, getRun, type Run, readRun } from '../../store/read.js'
import { updateManifest } from '../../store/update.js'
import { printInstant } from '../../value/instant.js'
import { locateRun } from '../find-run.js'
import { readerOf, type Workspace } from '../open.js'

/** Makes a batch, which is durable before any run can refer to it (spec 4.3). Throws DISK_*. */
export function startBatch(workspace: Workspace, name: string | null, notes: string): BatchSummary {
  return summariseBatch(createBatch(workspace.root, { kind: 'manual', name, notes }, workspace.clock), [])
}

/** A batch with what its runs add up to; every manifest is read. `id` may be `latest`. Throws REFERENCE_DANGLING, RUN_DAMAGED. */
export function showBatch(workspace: Workspace, id: string): BatchSummary {
  const batch = getBatch(workspace.root, id)
  return summariseBatch(batch, runsOf(workspace, batch))
}

export interface AddRequest {
  readonly batch: string
  readonly runs: readonly string[]
  /** Absolute; where relative paths start. */
  readonly cwd: string
}

/**
 * Puts runs that exist into a batch; those that are in it stay. All are checked before the first one is changed.
 * Throws STATUS_ILLEGAL for a closed batch and for a run of another one, RUN_UNKNOWN, RUN_AMBIGUOUS, DISK_*.
 */
export function addToBatch(workspace: Workspace, request: AddRequest): BatchSummary {
  const batch = getBatch(workspace.root, request.batch)
  if (batch.closed_at !== null) throw closed(batch)
  const reader = readerOf(workspace)
  const runs = request.runs.map((text) => getRun(reader, locateRun(workspace, text, request.cwd)))
  for (const { manifest } of runs) {
    if (manifest.batch_id === null || manifest.batch_id === batch.batch_id) continue
    throw new RundirError('STATUS_ILLEGAL', `run ${manifest.name} belongs to ${manifest.batch_id}`, {
      hint: 'a run is in one batch for good; tags group runs in other ways',
    })
  }
  for (const run of runs) {
    if (run.manifest.batch_id === null) updateManifest(workspace.root, run, { batch_id: batch.batch_id })
  }
  return summariseBatch(batch, runsOf(workspace, batch))
}

/** Marks a batch as complete. Throws STATUS_ILLEGAL when it is closed, REFERENCE_DANGLING, DISK_*. */
export function closeBatch(workspace: Workspace, id: string): BatchSummary {
  const batch = getBatch(workspace.root, id)
  if (batch.closed_at !== null) throw closed(batch)
  const changed = updateBatch(workspace.root, batch, { closed_at: printInstant(workspace.clock.now()) })
  return summariseBatch(changed, runsOf(workspace, changed))
}

/** Two batches; keys as `batch compare --json` prints them. */
export interface ComparedBatches {
  readonly a: BatchSummary
  readonly b: BatchSummary
  readonly metrics: Readonly<Record<string, ComparedScore>>
}

/** Compares the successful runs of two batches, metric by metric. Throws REFERENCE_DANGLING, RUN_DAMAGED. */
export function compareBatches(workspace: Workspace, first: string, second: string): ComparedBatches {
  const [a, b] = [getBatch(workspace.root, first), getBatch(workspace.root, second)]
  const [runsOfA, runsOfB] = [runsOf(workspace, a), runsOf(workspace, b)]
  const successful = (runs: readonly Run[]): Run[] => runs.filter(({ status }) => status === 'completed')
  const metrics = compareRunSets(successful(runsOfA), successful(runsOfB))
  return { a: summariseBatch(a, runsOfA), b: summariseBatch(b, runsOfB), metrics }
}

/** The runs that name a batch, by folder. */
export function runsOf(workspace: Workspace, batch: Batch): Run[] {
  const reader = readerOf(workspace)
  const runs: Run[] = []
  for (const dir of findRunFolders(workspace.root)) {
    const run = readRun(reader, dir)
    if (!(run instanceof Damage) && run.manifest.batch_id === batch.batch_id) runs.push(run)
  }
  return runs.sort((a, b) => (a.dir < b.dir ? -1 : 1))
}

function closed({ batch_id, closed_at }: Batch): RundirError {
  return new RundirError('STATUS_ILLEGAL', `${batch_id} was closed at ${closed_at}`, {
    hint: 'start another one: rundir batch start',
  })
}
