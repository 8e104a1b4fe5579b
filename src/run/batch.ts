import { isJsonObject, type Json } from '../value/json.js'
import type { BatchId } from './id.js'

/** What made a batch. */
export const BATCH_KINDS = ['manual', 'sweep', 'benchmark'] as const
export type BatchKind = (typeof BATCH_KINDS)[number]

/**
 * Runs that belong together (spec 4.3): `.rundir/batches/<batch id>.json`. Which runs those are, their counts and sums are told by
 * the manifests that carry the id, and stored nowhere else.
 */
export interface Batch {
  readonly schema_version: number
  readonly batch_id: BatchId
  readonly kind: BatchKind
  readonly name: string | null
  readonly created_at: string
  /** Null while runs may still be added. */
  readonly closed_at: string | null
  readonly notes: string
  /** What the maker needs to go on after a crash, such as the points of a sweep; its own business. */
  readonly plan: Json
}

export const BATCH_VERSION = 1

/** The batch in a parsed file; undefined when it cannot be one. */
export function checkBatch(value: Json | undefined): Batch | undefined {
  if (!isJsonObject(value)) return undefined
  const usable = typeof value['batch_id'] === 'string' && typeof value['created_at'] === 'string'
  return usable
    ? ({ kind: 'manual', name: null, closed_at: null, notes: '', plan: null, ...value } as unknown as Batch)
    : undefined
}
