import { type ConfigTree, type ConfigValue, isList, isTree, makeTree } from '../config/tree.js'
import { RundirError } from '../error/rundir-error.js'
import { didYouMean } from '../value/nearest.js'

/** One step of a pipeline: a run of its own. Exactly one of `profile` and `config` is set. */
export interface PipelineStep {
  readonly name: string
  readonly phase: string
  readonly profile: string | undefined
  /** Path of a configuration file, relative to the workspace. */
  readonly config: string | undefined
  /** As on the command line: `training.lr=1e-4`. */
  readonly overrides: readonly string[]
  /** Dotted keys of the step → values that may name outputs of earlier steps: `${steps.pretrain.artifacts.…}`. */
  readonly inputs: ConfigTree
}

export type PhaseOf = (profile: string) => string | null

export interface Pipeline {
  readonly steps: readonly PipelineStep[]
}

const STEP_KEYS = ['name', 'phase', 'profile', 'config', 'overrides', 'inputs']
const BEST_OF_PRETRAIN = '$' + '{steps.pretrain.artifacts.checkpoints.best}'

/**
 * Reads a pipeline from its unresolved configuration (spec 3.4): a list `steps`, or the two keys of seed 004
 * (`pretrain_config_path`, `sft_config_path`), of which the second starts from the first's best checkpoint.
 * `phaseOf` gives the phase of a profile, for a step that names none.
 * Throws CONFIG_INVALID for a step that is incomplete, not unique or refers to one that does not come before it, and as `phaseOf`.
 */
export function readPipeline(tree: ConfigTree, where: string, phaseOf: PhaseOf): Pipeline {
  const steps = isList(tree['steps'])
    ? tree['steps'].map((step, index) => readStep(step, `${where}: step ${index + 1}`, phaseOf))
    : readTwoKeys(tree, where)
  if (steps.length === 0) throw invalid(`${where} has no steps`)
  const earlier = new Set<string>()
  for (const step of steps) {
    if (earlier.has(step.name))
      throw invalid(`${where} has two steps named "${step.name}"`, 'give each step a name of its own')
    for (const name of stepsNamedIn(step.inputs)) {
      if (earlier.has(name)) continue
      const guess = didYouMean(name, earlier)
      throw invalid(`${where}: the step "${step.name}" takes an input from "${name}", which is no earlier step`, guess)
    }
    earlier.add(step.name)
  }
  return { steps }
}

function readTwoKeys(tree: ConfigTree, where: string): PipelineStep[] {
  const { pretrain_config_path: pretrain, sft_config_path: sft } = tree
  if (typeof pretrain !== 'string' || typeof sft !== 'string') {
    throw invalid(
      `${where} is no pipeline`,
      'give it a list "steps", or the keys pretrain_config_path and sft_config_path',
    )
  }
  const inputs = Object.assign(makeTree(), { init_checkpoint: BEST_OF_PRETRAIN })
  const common = { profile: undefined, overrides: [] }
  return [
    { ...common, name: 'pretrain', phase: 'pretrain', config: pretrain, inputs: makeTree() },
    { ...common, name: 'sft', phase: 'sft', config: sft, inputs },
  ]
}

function readStep(value: ConfigValue, where: string, phaseOf: PhaseOf): PipelineStep {
  if (!isTree(value)) throw invalid(`${where} is no mapping`, 'write {profile: smoke-pretrain}')
  for (const key of Object.keys(value)) {
    if (!STEP_KEYS.includes(key))
      throw invalid(
        `${where} has the unknown key "${key}"`,
        didYouMean(key, STEP_KEYS) ?? `keys are ${STEP_KEYS.join(', ')}`,
      )
  }
  const profile = textAt(value, 'profile', where)
  const config = textAt(value, 'config', where)
  if ((profile === undefined) === (config === undefined)) throw invalid(`${where} needs either a profile or a config`)
  const phase = textAt(value, 'phase', where) ?? (profile === undefined ? undefined : (phaseOf(profile) ?? undefined))
  const name = textAt(value, 'name', where) ?? phase
  if (phase === undefined || name === undefined) throw invalid(`${where} has no phase`, 'write phase: pretrain')
  const overrides = value['overrides'] ?? []
  const inputs = value['inputs'] ?? makeTree()
  if (!isList(overrides) || !overrides.every((one) => typeof one === 'string')) {
    throw invalid(`${where}: overrides is no list of text`, 'write overrides: ["training.lr=1e-4"]')
  }
  if (!isTree(inputs)) throw invalid(`${where}: inputs is no mapping`, 'write inputs: {init_checkpoint: …}')
  return { name, phase, profile, config, overrides, inputs }
}

function textAt(tree: ConfigTree, key: string, where: string): string | undefined {
  const value = tree[key]
  if (value === undefined || typeof value === 'string') return value
  throw invalid(`${where}: ${key} is no text`)
}

function stepsNamedIn(value: ConfigValue): string[] {
  if (typeof value === 'string') return [...value.matchAll(/\$\{\s*steps\.([^.[\]}]+)/g)].map((match) => match[1] ?? '')
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(stepsNamedIn)
}

function invalid(message: string, hint?: string): RundirError {
  return new RundirError('CONFIG_INVALID', message, { hint: hint ?? 'see docs/pipelines.md' })
}
