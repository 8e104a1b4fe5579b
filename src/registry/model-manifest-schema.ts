import { z } from 'zod'

const date = z.iso.datetime({ offset: true })
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
const text = z.string().nullable().default(null)

/**
 * The manifest of a model (spec 2.8, docs/format.md). A person who brings a model needs the keys without a default only.
 * Type, JSON Schema and reference page derive from here; keys that are not named here are kept.
 */
export const modelManifestSchema = z.looseObject({
  schema_version: z.int().min(1),
  model_name: text,
  skill: text,
  format: text,
  weights: text,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is not 64 hex digits'),
  size_bytes: z.int().min(0).nullable().default(null),
  git_hash: text,
  input_spec: z.unknown().default(null),
  class_map: z.unknown().default(null),
  export: z.unknown().default(null),
  source_run: text,
  source_run_id: text,
  source_checkpoint: text,
  metrics: z.record(z.string(), number).default({}),
  promoted_at: date.nullable().default(null),
  promoted_by: text,
})

export type ModelManifest = z.infer<typeof modelManifestSchema>

/** The version that this code writes; it reads every older one. */
export const MODEL_MANIFEST_VERSION = 1
