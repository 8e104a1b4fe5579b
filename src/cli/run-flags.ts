import { RundirError } from '../error/rundir-error.js'
import { parseRunIndex } from '../run/name.js'
import { COUNTER_SCOPES, type CounterScope } from '../run/naming.js'
import type { NewRunRequest } from '../workspace/config/request.js'
import type { FlagSpecs, FlagValues } from './command.js'

/** Flags of `name`, `new` and `run`: what a run is called and what it belongs to. */
export const NAMING_FLAGS = {
  layout: {
    type: 'text',
    value: 'L',
    completes: 'layout',
    help: 'pipeline, experiment, or a layout of the workspace file',
  },
  project: { type: 'text', short: 'p', value: 'P', help: 'project; without --layout this means the layout experiment' },
  model: { type: 'text', short: 'm', value: 'M', help: 'model segment of the name' },
  dataset: { type: 'text', short: 'd', value: 'D', help: 'dataset segment of the name' },
  'sample-size': { type: 'text', value: 'S', help: 'size segment: a number, or full' },
  scope: { type: 'text', value: 'S', choices: COUNTER_SCOPES, help: 'which runs share one counter' },
  phase: { type: 'text', value: 'PHASE', help: 'phase, such as pretrain or sft' },
  profile: {
    type: 'text',
    value: 'NAME',
    help: 'named configuration (rundir profiles)',
    completes: 'profile',
    once: true,
  },
  config: {
    type: 'text',
    short: 'c',
    value: 'FILE',
    help: 'configuration file: YAML, JSON, JSON5 or TOML',
    completes: 'file',
    once: true,
  },
} as const satisfies FlagSpecs

/** Flags of `new` and `run` besides. */
export const CLAIMING_FLAGS = {
  'run-index': { type: 'text', value: 'N', help: 'this number, or an error that says which run has it' },
  force: { type: 'boolean', help: 'with --run-index: reuse the directory of that run' },
  batch: { type: 'text', value: 'ID', help: 'batch that the run belongs to' },
  group: { type: 'text', value: 'NAME', help: 'repeats of one thing (seeds, folds)' },
  parent: { type: 'list', value: 'REF', help: 'run that this one builds on', completes: 'run' },
  tag: { type: 'list', short: 't', value: 'K=V', help: 'mark for lists and filters' },
  notes: { type: 'text', help: 'a sentence for people' },
} as const satisfies FlagSpecs

type NamingValues = FlagValues<typeof NAMING_FLAGS>
type ClaimingValues = FlagValues<typeof CLAIMING_FLAGS>

/** The request of the naming flags; `overrides` are the `key=value` words. */
export function namingRequest(flags: NamingValues, overrides: readonly string[], cwd: string): NewRunRequest {
  const { layout, project, model, dataset, phase, profile } = flags
  return {
    cwd,
    layout,
    project,
    model,
    dataset,
    sampleSize: flags['sample-size'],
    scope: flags.scope as CounterScope | undefined,
    phase,
    profile,
    configFile: flags.config,
    overrides,
  }
}

/** The request of all flags. Throws VALUE_INVALID, FLAG_INVALID. */
export function claimingRequest(
  flags: NamingValues & ClaimingValues,
  overrides: readonly string[],
  cwd: string,
): NewRunRequest {
  return {
    ...namingRequest(flags, overrides, cwd),
    runIndex: flags['run-index'] === undefined ? undefined : parseRunIndex(flags['run-index']),
    force: flags.force,
    batch: flags.batch,
    group: flags.group,
    parents: flags.parent,
    tags: parseTags(flags.tag),
    notes: flags.notes,
  }
}

/** `k=v` words as a map. Throws FLAG_INVALID. */
function parseTags(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=')
      if (at < 1) throw new RundirError('FLAG_INVALID', `--tag needs K=V, not "${word}"`)
      return [word.slice(0, at), word.slice(at + 1)]
    }),
  )
}
