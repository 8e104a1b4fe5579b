import { z } from 'zod'
import { STORED_STATUSES } from './status.js'

const date = z.iso.datetime({ offset: true })
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])

/**
 * The manifest of a run (spec 2.2, docs/format.md). Type, JSON Schema and reference page derive from here.
 * Keys that a reader may miss have defaults in `manifest.ts`; keys that are not named here survive a rewrite.
 */
export const manifestSchema = z.looseObject({
  schema_version: z.int().min(1),
  run_id: z.string().min(1),
  name: z.string().min(1),
  layout: z.string().min(1),
  status: z.enum(STORED_STATUSES),
  created_at: date,
  started_at: date.nullable(),
  ended_at: date.nullable(),
  run_type: z.string(),
  project_name: z.string(),
  exit_code: z.int().nullable(),
  signal: z.string().nullable(),
  error: z.string().nullable(),
  command: z.array(z.string()).nullable(),
  cwd: z.string().nullable(),
  host: z.string().nullable(),
  user: z.string().nullable(),
  git_hash: z.string().nullable(),
  git_branch: z.string().nullable(),
  git_remote: z.string().nullable(),
  git_dirty: z.boolean().nullable(),
  git_untracked: z.array(z.string()),
  package_versions: z.record(z.string(), z.string()),
  package_source: z.string().nullable(),
  lockfile_path: z.string().nullable(),
  lockfile_sha256: z.string().nullable(),
  cuda_version: z.string().optional(),
  torch_version: z.string().optional(),
  device_info: z
    .object({
      os: z.string().optional(),
      cpu: z.string(),
      cpu_count: z.int(),
      memory_bytes: z.int(),
      gpus: z.array(z.string()),
    })
    .optional(),
  environment: z.record(z.string(), z.string().nullable()),
  name_segments: z.record(z.string(), z.string()),
  counter: z.int().nullable(),
  phase: z.string().nullable(),
  profile: z.string().nullable(),
  seed: z.int().nullable(),
  parents: z.array(z.string()),
  reproduces: z.string().nullable(),
  batch_id: z.string().nullable(),
  part: z.string().nullable(),
  identity: z.string().nullable(),
  group: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  notes: z.string(),
  attempt: z.int().min(0),
  summary: z.record(z.string(), number),
  seal: z.object({ files: z.int(), bytes: z.int(), sha256: z.string() }).nullable(),
})
