import { listEntries } from '../../disk/directory.js'
import { findModels, MODEL_MANIFEST } from '../../registry/find-model.js'
import { isBatchId } from '../../run/id.js'
import type { ShownStatus } from '../../run/status.js'
import { listSnapshots } from '../../specialist/snapshot.js'
import type { Workspace } from '../open.js'
import type { CollectableRun, Lineage } from './collection.js'
import { quotedTexts } from './quoted-texts.js'

/** Files of a run that may name other runs: what went in, what came out, and the steps of a pipeline. */
const NAMING_FILES = ['input.json', 'output.json', 'pipeline.json'] as const
const OUTPUT = 'output'

/** A run that may still be written, or that nobody can judge from here. */
const OPEN: ReadonlySet<ShownStatus | 'damaged'> = new Set(['created', 'queued', 'running', 'unknown'])

export function isOpen(status: ShownStatus | 'damaged'): boolean {
  return OPEN.has(status)
}

/**
 * Runs that no collection may take, whatever its rules are: open ones, those whose batch still goes on, and those that a model or a
 * snapshot in `output/` comes from. Throws DISK_* when a file that may name runs cannot be read.
 */
export function heldRuns({ root }: Workspace, lineage: Lineage): Map<string, string> {
  const held = new Map<string, string>()
  const hold = (runs: readonly CollectableRun[], why: string): void => {
    for (const { dir } of runs) if (!held.has(dir)) held.set(dir, why)
  }
  for (const run of lineage.runs) if (isOpen(run.row.status)) hold([run], `it is ${run.row.status}`)
  const batches = runsByBatch(lineage)
  for (const [batch, runs] of batches)
    if (runs.some((run) => isOpen(run.row.status))) hold(runs, `${batch} still goes on`)
  const holdNamed = (path: string): void => {
    for (const text of quotedTexts(`${root}/${path}`)) {
      hold(lineage.find(text), `${path} refers to it`)
      if (isBatchId(text)) hold(batches.get(text) ?? [], `${path} refers to ${text}`)
    }
  }
  for (const { path } of findModels(root).folders) holdNamed(`${path}/${MODEL_MANIFEST}`)
  for (const { path } of listSnapshots(`${root}/${OUTPUT}`)) holdNamed(`${OUTPUT}/${path}`)
  return held
}

/** What the files of a run name; a name of something else means nothing to whoever looks it up. */
export function textsOfRun({ root }: Workspace): (run: CollectableRun) => Iterable<string> {
  return ({ dir }) => {
    const there = new Set(listEntries(`${root}/${dir}`).map((entry) => entry.name))
    const texts = NAMING_FILES.filter((file) => there.has(file)).map((file) => quotedTexts(`${root}/${dir}/${file}`))
    return texts.flatMap((set) => [...set])
  }
}

function runsByBatch(lineage: Lineage): Map<string, CollectableRun[]> {
  const batches = new Map<string, CollectableRun[]>()
  for (const run of lineage.runs) {
    const { batch_id } = run.row
    if (batch_id !== null) batches.set(batch_id, [...(batches.get(batch_id) ?? []), run])
  }
  return batches
}
