import { z } from 'zod'
import { FIXED_PLACEHOLDERS, PATTERN_FIELDS } from '../layout/placeholder.js'
import { SHORTEST_MAX_LENGTH } from '../run/name.js'
import { COUNTER_SCOPES, DEFAULT_NAMING } from '../run/naming.js'
import { isPathPart } from '../run/path-part.js'
import { contractSettings } from './contract-settings.js'

const sources = z.strictObject({
  model: z.string().default(DEFAULT_NAMING.sources.model).describe('config key of the model segment'),
  dataset: z.string().default(DEFAULT_NAMING.sources.dataset).describe('config key of the dataset segment'),
  size: z.string().default(DEFAULT_NAMING.sources.size).describe('config key of the sample size'),
})

const naming = z.strictObject({
  run_counter_scope: z
    .enum(COUNTER_SCOPES)
    .default(DEFAULT_NAMING.run_counter_scope)
    .describe('which runs share one counter'),
  sources: sources.prefault({}).describe('where the segments of a name come from'),
  use_legacy: z.boolean().default(false).describe('the old name <dataset>_<size>_<model>, without a counter'),
  windows_paths: z.boolean().default(false).describe('keep every path of a run within 240 characters'),
  container_root: z
    .string()
    .default(DEFAULT_NAMING.container_root)
    .describe('where the workspace is mounted in a container'),
  max_name_length: z
    .int()
    .min(SHORTEST_MAX_LENGTH)
    .max(255)
    .default(DEFAULT_NAMING.max_name_length)
    .describe('of a whole name, in characters'),
})

const profile = z.strictObject({
  description: z.string().optional().describe('one line for the list of profiles'),
  notes: z.string().optional().describe('more for the list of profiles'),
  purpose: z.string().optional().describe('smoke, dev, prod, minimal, pipeline or exp; else from the file name'),
  phase: z.string().optional().describe('the phase it belongs to; else from the file name'),
  path: z.string().optional().describe('of the configuration file, relative to the workspace'),
  extends: z.string().optional().describe('the profile below this one'),
})

const run = z.strictObject({
  cwd: z
    .enum(['caller', 'run'])
    .default('caller')
    .describe('where a command runs: the folder rundir was called from, or the run directory'),
  environment: z.record(z.string(), z.string()).default({}).describe('variables set for every launched command'),
  record_environment: z
    .array(z.string())
    .default([])
    .describe('variables whose values go into the manifest; a trailing * matches the rest'),
  system_metrics_every_ms: z.int().min(0).default(5000).describe('how often the machine is sampled; 0 turns it off'),
  flags_style: z
    .enum(['dotted', 'dashed', 'hydra'])
    .default('dotted')
    .describe('how {flags} is written: --a.b=1, --a-b 1 or a.b=1'),
})

/** The workspace file `rundir.yaml`, `rundir.json5` or `rundir.toml`. Reference page and JSON Schema derive from here. */
export const settingsSchema = z.strictObject({
  project: z.string().optional().describe('name of the project; the folder name when absent'),
  layout: z
    .string()
    .optional()
    .describe('layout of new runs; pipeline when absent, experiment when --project is given'),
  naming: naming.prefault({}),
  layouts: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      `patterns of your own, below runs/, of ${[...PATTERN_FIELDS, ...FIXED_PLACEHOLDERS].map((key) => `{${key}}`).join(', ')} and {counter}, or {counter:3} for three digits`,
    ),
  splits: z
    .array(z.string().refine(isPathPart, 'a split is named with letters, digits, ".", "_" and "-"'))
    .default([])
    .describe('splits of evaluations beside train, valid and all'),
  run: run.prefault({}),
  printed_metrics: z
    .array(z.string())
    .default([])
    .describe('patterns of lines, on standard output or error, that hold metrics, such as "step {step} loss {loss}"'),
  configs: z.string().default('configs').describe('folder of the profiles'),
  profiles: z.record(z.string(), profile).default({}).describe('refines or adds profiles'),
  schemas: z
    .record(z.string(), z.string())
    .default({})
    .describe('phase → JSON Schema that its settings must fit; its defaults come before every other layer'),
  contract: contractSettings.prefault({}),
})

export type Settings = z.infer<typeof settingsSchema>
