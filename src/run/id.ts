import { randomInt } from 'node:crypto'
import type { Clock } from '../value/instant.js'

/** `<ms since 1970>-<9 of [0-9a-z]>` (seed 001, spec 1.11): unique everywhere, sortable by creation. */
export type RunId = string & { readonly __runId: unique symbol }
/** `batch-<ms since 1970>-<9 of [0-9a-z]>` (seed 001, spec 1.11). */
export type BatchId = string & { readonly __batchId: unique symbol }

const RUN_ID = /^\d{1,16}-[0-9a-z]{9}$/
const BATCH_ID = /^batch-\d{1,16}-[0-9a-z]{9}$/
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz'

export function makeRunId(clock: Clock): RunId {
  return `${clock.now()}-${randomText(9)}` as RunId
}

export function makeBatchId(clock: Clock): BatchId {
  return `batch-${clock.now()}-${randomText(9)}` as BatchId
}

export function isRunId(text: string): text is RunId {
  return RUN_ID.test(text)
}

export function isBatchId(text: string): text is BatchId {
  return BATCH_ID.test(text)
}

/** Letters and digits from a cryptographic source, each equally likely. */
export function randomText(length: number): string {
  let text = ''
  for (let position = 0; position < length; position++) text += ALPHABET[randomInt(ALPHABET.length)]
  return text
}
