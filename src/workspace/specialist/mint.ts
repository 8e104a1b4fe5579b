import { RundirError } from '../../error/rundir-error.js'
import { summariseBatch } from '../../evaluation/batch-summary.js'
import { canonicalPath } from '../../layout/layout.js'
import { referenceOf } from '../../run/reference.js'
import { createSnapshot } from '../../specialist/snapshot.js'
import { getTemplate } from '../../specialist/template.js'
import { getBatch } from '../../store/batch.js'
import type { Run } from '../../store/read.js'
import { printInstant } from '../../value/instant.js'
import { printJsonFile } from '../../value/json.js'
import { runsOf } from '../evaluation/batch.js'
import type { Workspace } from '../open.js'
import { outputRoot } from './snapshots.js'
import { loadTemplate, versionOf } from './templates.js'

export interface MintRequest {
  readonly template: string
  readonly batch: string
  readonly version: string | undefined
  /** Another root than `output/`, relative to the workspace. */
  readonly output: string | undefined
}

/**
 * Mints a snapshot (spec 4.4, seed 001): the template, enriched if there is one, what the completed runs of a batch found by model, and
 * where both come from, under the next number. Throws TEMPLATE_UNKNOWN, REFERENCE_DANGLING, STATUS_ILLEGAL for a batch that has
 * no completed run or that still goes on, DISK_*.
 */
export function mintSnapshot(workspace: Workspace, request: MintRequest): { path: string; snapshot_id: string } {
  const loaded = loadTemplate(workspace, request.template, request.version)
  const version = versionOf(workspace, getTemplate(workspace.root, request.template), request.version)
  const batch = getBatch(workspace.root, request.batch)
  const runs = runsOf(workspace, batch)
  const summary = summariseBatch(batch, runs)
  if (summary.open > 0) {
    throw new RundirError('STATUS_ILLEGAL', `${batch.batch_id} still has ${summary.open} runs that did not end`, {
      hint: `rundir batch show ${batch.batch_id}; a snapshot is minted from completed runs only`,
    })
  }
  const completed = runs.filter(({ status }) => status === 'completed')
  if (completed.length === 0) {
    throw new RundirError('STATUS_ILLEGAL', `${batch.batch_id} has no completed run`, {
      hint: 'a snapshot is minted from completed runs only',
    })
  }
  const models = [...new Set(completed.map(modelOf))].sort()
  const results = models.map((model) => {
    const { successful, scores, groups, sums } = summariseBatch(
      batch,
      completed.filter((run) => modelOf(run) === model),
    )
    return [model, { runs: successful, scores, groups, sums }]
  })
  const snapshot = createSnapshot(outputRoot(workspace, request.output), loaded.name, version, (snapshotId) =>
    printJsonFile({
      schema_version: 1,
      snapshot_id: snapshotId,
      name: loaded.name,
      version,
      created_at: printInstant(workspace.clock.now()),
      template: { path: loaded.path, number: loaded.number, content: loaded.template },
      batch: { batch_id: batch.batch_id, total: summary.total, successful: summary.successful, failed: summary.failed },
      results: Object.fromEntries(results),
      runs: completed.map(({ dir }) => referenceOf(canonicalPath(dir))),
    }),
  )
  return { path: `${request.output ?? 'output'}/${snapshot.path}`, snapshot_id: snapshot.snapshotId }
}

/** The model that a run was about; `""` for none. */
function modelOf({ manifest }: Run): string {
  return manifest.tags['model'] ?? manifest.name_segments['model'] ?? ''
}
