import { RundirError } from '../error/rundir-error.js'
import { isJsonObject, type Json, type JsonObject } from '../value/json.js'
import { slug } from '../value/slug.js'
import type { NamingSettings } from './naming.js'

/** What a canonical run name is made of: each a slug, and `dataset` never ends in `-<size>`. */
export interface PipelineSegments {
  readonly model: string
  readonly dataset: string
  /** `full`, or `n<sample size>` */
  readonly size: string
}

/** Where the segments come from: flags first, then the config, then facts. */
export interface SegmentSources {
  readonly config: JsonObject
  readonly overrides?: {
    readonly model?: string | undefined
    readonly dataset?: string | undefined
    readonly sampleSize?: string | number | null | undefined
  }
  /** `SERVED_MODEL_NAME` of the runtime; else the config's `runtime.metadata.SERVED_MODEL_NAME`. */
  readonly servedModelName?: string | undefined
  /** Model path on disk; else the config's `training.model_path`. */
  readonly modelPath?: string | undefined
  /** Output directory of the preprocess phase; else the config's `preprocess.output_dir`. */
  readonly preprocessDirectory?: string | undefined
  /** Whether a model identifier is an existing directory, which then gives its last part only. */
  readonly isDirectory?: (path: string) => boolean
}

/** The texts before they become slugs; legacy names are made from them. */
export interface RawSegments {
  readonly model: string
  readonly dataset: string
  readonly size: string
}

const MAX_SIZE_DIGITS = 15

/** The segments of a run (spec 1.2, seed 000). Throws VALUE_INVALID, naming the key, for a size that is none. */
export function makeSegments(sources: SegmentSources, naming: Pick<NamingSettings, 'sources'>): PipelineSegments {
  const raw = rawSegments(sources, naming)
  const model = slug(raw.model, 'model')
  return { model, dataset: withoutSize(slug(raw.dataset, 'dataset'), raw.size), size: raw.size }
}

/** The same, before normalization. */
export function rawSegments(sources: SegmentSources, naming: Pick<NamingSettings, 'sources'>): RawSegments {
  const { overrides, config } = sources
  const from = (key: string): string | undefined => textAt(config, key)
  const model =
    overrides?.model ??
    from(naming.sources.model) ??
    given(sources.servedModelName) ??
    from('runtime.metadata.SERVED_MODEL_NAME')
  const modelPath = given(sources.modelPath) ?? from('training.model_path')
  const preprocess = given(sources.preprocessDirectory) ?? from('preprocess.output_dir')
  const named = model === undefined ? baseName(modelPath ?? '') : modelName(model, sources.isDirectory)
  const dataset =
    overrides?.dataset ?? from(naming.sources.dataset) ?? baseName(preprocess ?? '').replace(/_(?:full|n\d+)$/i, '')
  const size =
    overrides?.sampleSize === undefined
      ? sizeSegment(valueAt(config, naming.sources.size), naming.sources.size)
      : sizeSegment(overrides.sampleSize, '--sample-size')
  return { model: named, dataset, size }
}

/** `full` for absent, null or "full"; else `n<size>`. `key` is named in the error. */
export function sizeSegment(value: Json | undefined, key: string): string {
  if (value === undefined || value === null) return 'full'
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
  if (text.toLowerCase() === 'full') return 'full'
  if (/^\d+$/.test(text)) {
    const digits = text.replace(/^0+(?=\d)/, '')
    if (digits.length <= MAX_SIZE_DIGITS) return `n${digits}`
  }
  throw new RundirError(
    'VALUE_INVALID',
    `${key} is ${typeof value === 'number' ? value : JSON.stringify(value)}, which is no sample size`,
    { hint: `use a whole number of at most ${MAX_SIZE_DIGITS} digits, or full` },
  )
}

/** `alpaca-full` with size `full` is `alpaca`: the name says the size once. */
function withoutSize(dataset: string, size: string): string {
  let bare = dataset
  while (bare.endsWith(`-${size}`)) bare = bare.slice(0, -size.length - 1)
  return bare
}

function modelName(model: string, isDirectory: SegmentSources['isDirectory']): string {
  return isDirectory?.(model) === true ? baseName(model) : model
}

/** Last part of a path with either kind of separator. */
function baseName(path: string): string {
  return path.replace(/[/\\]+$/, '').replace(/^.*[/\\]/s, '')
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text
}

/** The value at a dotted key; undefined where a part is missing. */
function valueAt(config: JsonObject, key: string): Json | undefined {
  let value: Json | undefined = config
  for (const part of key.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, part)) return undefined
    value = value[part]
  }
  return value
}

function textAt(config: JsonObject, key: string): string | undefined {
  const value = valueAt(config, key)
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return given(value)
  if (typeof value === 'number') return String(value)
  throw new RundirError('VALUE_INVALID', `${key} is ${JSON.stringify(value)}, which cannot name anything`, {
    hint: `set ${key} to a text, or point naming.sources at another key`,
  })
}
