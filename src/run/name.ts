import { RundirError } from '../error/rundir-error.js'
import { shortenSlug } from '../value/slug.js'
import type { CounterScope } from './naming.js'
import type { PipelineSegments } from './segments.js'

/** `<model>-<dataset>-<size>-run<N>`, or `…-ts<YYYYmmddHHMMSS>` where no number could be had (spec 1.2 and 1.4, seed 000). */
export type RunName = string & { readonly __runName: unique symbol }

/** What can be told from a canonical name alone; where model ends and dataset begins, only a manifest knows. */
export interface RunNameParts {
  readonly name: RunName
  /** `<model>-<dataset>-<size>` */
  readonly prefix: string
  /** `N`; null in a name with a time stamp. */
  readonly number: number | null
  /** `YYYYmmddHHMMSS`; null in a numbered name. */
  readonly stamp: string | null
  /** 2 and more: the second claim of that stamp and on. */
  readonly turn: number
}

/** The last number of a counter; after it names carry a time stamp (seed 000). */
export const MAX_RUN_NUMBER = 9999
/** Docker's limit for the name of an image or container (seed 000). */
const MAX_NAME_LENGTH = 128
/** `-ts20261121061409-999999`, the longest that is read: longer than any `-run<N>`. */
const SUFFIX_LENGTH = 24
const MIN_SHORTENED_LENGTH = 6
/** Room for a name whose model and dataset are cut as short as they can be. */
export const SHORTEST_MAX_LENGTH = SUFFIX_LENGTH + 2 * MIN_SHORTENED_LENGTH + '--full'.length

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const SIZE = '(?:full|n(?:0|[1-9]\\d{0,14}))'
const PREFIX = new RegExp(`^[a-z0-9]+(?:-[a-z0-9]+)+-${SIZE}$`)
const SIZED = new RegExp(`^(.+)-(${SIZE})$`)
const NUMBERED = /^(.+)-run([1-9]\d{0,3})$/
const STAMPED = /^(.+)-ts(\d{14})(?:-([2-9]|[1-9]\d{1,5}))?$/

/**
 * `<model>-<dataset>-<size>`, short enough that every name with it has at most `maxNameLength` characters:
 * the longest of model and dataset is cut, and ends in a hash of what it was. Throws NAME_TOO_LONG, NAME_INVALID.
 */
export function printPrefix(segments: PipelineSegments, maxNameLength: number): string {
  for (const key of ['model', 'dataset', 'size'] as const) {
    if (SLUG.test(segments[key])) continue
    throw new RundirError('NAME_INVALID', `the ${key} ${JSON.stringify(segments[key])} is not a segment of a run name`)
  }
  const room = roomFor(segments.size, maxNameLength)
  if (room < 2 * MIN_SHORTENED_LENGTH)
    throw new RundirError(
      'NAME_TOO_LONG',
      `no run name of size ${segments.size} fits into ${maxNameLength} characters`,
      {
        hint: 'raise naming.max_name_length in the workspace file',
      },
    )
  let model = segments.model.length
  let dataset = segments.dataset.length
  while (model + dataset > room) {
    if (model >= dataset) model--
    else dataset--
  }
  return [shortenSlug(segments.model, model), shortenSlug(segments.dataset, dataset), segments.size].join('-')
}

/** Whether names with this prefix may stand for segments that were cut, so that the text says little about them. */
export function isShortenedPrefix(prefix: string, maxNameLength: number): boolean {
  return prefix.length >= Math.min(maxNameLength, MAX_NAME_LENGTH) - SUFFIX_LENGTH - 2
}

/**
 * Every way to read `<model>-<dataset>-<size>`: `-` also stands within segments, so that the text alone does not tell where the
 * model ends.
 */
export function readPrefix(prefix: string): PipelineSegments[] {
  const [, both, size] = SIZED.exec(prefix) ?? []
  if (both === undefined || size === undefined) return []
  const parts = both.split('-')
  return parts.slice(1).map((_, at) => ({
    model: parts.slice(0, at + 1).join('-'),
    dataset: parts.slice(at + 1).join('-'),
    size,
  }))
}

export function printRunName(prefix: string, number: number): RunName {
  return `${prefix}-run${number}` as RunName
}

/** The name without a number: `stamp` from `printCompactStamp`; from the second of one second on with `-<turn>`. */
export function printStampedName(prefix: string, stamp: string, turn: number): RunName {
  return `${prefix}-ts${stamp}${turn === 1 ? '' : `-${turn}`}` as RunName
}

/** The parts of a canonical name; undefined for any other text. */
export function readRunName(text: string): RunNameParts | undefined {
  if (text.length > MAX_NAME_LENGTH) return undefined
  const [, prefix, number] = NUMBERED.exec(text) ?? []
  if (prefix !== undefined && PREFIX.test(prefix))
    return { name: text as RunName, prefix, number: Number(number), stamp: null, turn: 1 }
  const [, stamped, stamp, turn] = STAMPED.exec(text) ?? []
  if (stamped !== undefined && stamp !== undefined && PREFIX.test(stamped))
    return { name: text as RunName, prefix: stamped, number: null, stamp, turn: Number(turn ?? 1) }
  return undefined
}

/** As `readRunName`; throws NAME_INVALID. */
export function parseRunName(text: string): RunNameParts {
  const parts = readRunName(text)
  if (parts !== undefined) return parts
  throw new RundirError('NAME_INVALID', `${JSON.stringify(text)} is not a run name`, {
    hint: 'it looks like qwen2-7b-alpaca-full-run1',
  })
}

/** A number for a run, as `FORCE_RUN_INDEX` asks for it. Throws VALUE_INVALID. */
export function parseRunIndex(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new RundirError(
    'VALUE_INVALID',
    `FORCE_RUN_INDEX is ${JSON.stringify(text)}, which is not a number from 1 to ${MAX_RUN_NUMBER}`,
    { hint: 'unset it to get the next number' },
  )
}

/** The segments that share a counter, in order: none for `global`. */
export function scopeSegments(segments: PipelineSegments, scope: CounterScope): string[] {
  const all = [segments.model, segments.dataset, segments.size]
  return all.slice(0, { global: 0, model: 1, model_dataset: 2, model_dataset_size: 3 }[scope])
}

/** Name of the counter: the scope and its segments joined by `.`, which no segment holds (docs/format.md, Claims). */
export function familyOf(segments: PipelineSegments, scope: CounterScope): string {
  return [scope, ...scopeSegments(segments, scope)].join('.')
}

/** Whether runs with these two sets of segments count together: segments are compared whole (spec 1.3). */
export function shareCounter(a: PipelineSegments, b: PipelineSegments, scope: CounterScope): boolean {
  return familyOf(a, scope) === familyOf(b, scope)
}

/** Whether names with this prefix are what those segments give with some size, cut or not. */
export function isPrefixOf(prefix: string, segments: PipelineSegments, maxNameLength: number): boolean {
  const size = readPrefix(prefix)[0]?.size
  if (size === undefined || roomFor(size, maxNameLength) < 2 * MIN_SHORTENED_LENGTH) return false
  return printPrefix({ ...segments, size }, maxNameLength) === prefix
}

/** Characters that model and dataset have together in a name with that size. */
function roomFor(size: string, maxNameLength: number): number {
  return Math.min(maxNameLength, MAX_NAME_LENGTH) - SUFFIX_LENGTH - size.length - 2
}

/** Whether a name could belong to the scope, as far as its text tells (spec 1.3). */
export function mayShareCounter(prefix: string, segments: PipelineSegments, scope: CounterScope): boolean {
  const start = scopeSegments(segments, scope).join('-')
  return start === '' || prefix === start || prefix.startsWith(`${start}-`)
}
