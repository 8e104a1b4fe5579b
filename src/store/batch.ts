import { listNames, makeDirectories } from '../disk/directory.js'
import { readTextIfThere } from '../disk/read.js'
import { createFileOnce, replaceFile } from '../disk/write.js'
import { RundirError } from '../error/rundir-error.js'
import { BATCH_VERSION, type Batch, checkBatch } from '../run/batch.js'
import { type BatchId, makeBatchId } from '../run/id.js'
import { type Clock, printInstant } from '../value/instant.js'
import { parseJson, printJsonFile } from '../value/json.js'
import { didYouMean } from '../value/nearest.js'

const FOLDER = '.rundir/batches'

/** Makes a batch; it is durable when this returns, so that a run may refer to it (seed 001). Throws DISK_*. */
export function createBatch(root: string, known: Pick<Batch, 'kind'> & Partial<Batch>, clock: Clock): Batch {
  makeDirectories(`${root}/${FOLDER}`, 'durable')
  for (;;) {
    const batch: Batch = {
      name: null,
      notes: '',
      plan: null,
      ...known,
      schema_version: BATCH_VERSION,
      batch_id: makeBatchId(clock),
      created_at: printInstant(clock.now()),
      closed_at: null,
    }
    if (createFileOnce(pathOf(root, batch.batch_id), printJsonFile(batch), 'durable')) return batch
  }
}

/** The batch of an id, or `latest`. Throws REFERENCE_DANGLING with the nearest ids, RUN_DAMAGED. */
export function getBatch(root: string, id: string): Batch {
  const ids = listBatchIds(root)
  const wanted = id === 'latest' ? ids.at(-1) : ids.find((known) => known === id)
  if (wanted === undefined) {
    throw new RundirError('REFERENCE_DANGLING', `there is no batch "${id}"`, {
      hint: didYouMean(id, ids) ?? 'rundir batch start makes one',
    })
  }
  const batch = checkBatch(parseJson(readTextIfThere(pathOf(root, wanted)) ?? ''))
  if (batch !== undefined) return batch
  throw new RundirError('RUN_DAMAGED', `${FOLDER}/${wanted}.json is not a batch`, { hint: 'look at the file' })
}

/** Replaces keys of a batch atomically. Throws DISK_*. */
export function updateBatch(
  root: string,
  batch: Batch,
  changes: Partial<Pick<Batch, 'closed_at' | 'notes' | 'plan'>>,
): Batch {
  const changed = { ...batch, ...changes }
  replaceFile(pathOf(root, batch.batch_id), printJsonFile(changed), 'durable')
  return changed
}

/** Ids of all batches, oldest first. */
export function listBatchIds(root: string): string[] {
  return listNames(`${root}/${FOLDER}`)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()
}

function pathOf(root: string, id: BatchId | string): string {
  return `${root}/${FOLDER}/${id}.json`
}
