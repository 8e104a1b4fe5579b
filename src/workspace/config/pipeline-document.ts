import { escapeTree } from '../../config/resolve.js'
import { type ConfigTree, type ConfigValue, isList, isTree, makeTree } from '../../config/tree.js'
import { RundirError } from '../../error/rundir-error.js'
import { type PhaseOf, type PipelineStep, readPipeline } from '../../profile/pipeline.js'

/** The phase of pipelines (spec 3.4). */
export const PIPELINE_PHASE = 'pipeline'

/** A step as its document gives it; `command` is undefined where the command of the whole pipeline is meant. */
export interface DocumentStep extends PipelineStep {
  readonly command: readonly string[] | undefined
}

/**
 * Whether a configuration is one of a pipeline: by its phase, or, where nothing says which phase it is, by what it holds: a list
 * `steps` whose items have phases or profiles, or the two keys of seed 004.
 */
export function isPipelineDocument(tree: ConfigTree, phase: string | null): boolean {
  if (phase !== null) return phase === PIPELINE_PHASE
  if (typeof tree['pretrain_config_path'] === 'string' && typeof tree['sft_config_path'] === 'string') return true
  const { steps } = tree
  return (
    isList(steps) && steps.length > 0 && steps.every((step) => isTree(step) && ('phase' in step || 'profile' in step))
  )
}

/** The steps of an unresolved document. A step may have a `command` of its own. Throws CONFIG_INVALID, as `readPipeline`. */
export function readSteps(tree: ConfigTree, where: string, phaseOf: PhaseOf): DocumentStep[] {
  const commands: (readonly string[] | undefined)[] = []
  const plain = mapSteps(tree, (step, at) => {
    commands[at] = commandOf(step['command'], `${where}: step ${at + 1}`)
    return without(step, 'command')
  })
  return readPipeline(plain, where, phaseOf).steps.map((step, at) => ({ ...step, command: commands[at] }))
}

/** The document with its inputs as plain text: what they name exists when the steps before have ended. */
export function escapeInputs(tree: ConfigTree): ConfigTree {
  return mapSteps(tree, (step) => (isTree(step['inputs']) ? { ...step, inputs: escapeTree(step['inputs']) } : step))
}

/** The document without its inputs. */
export function dropInputs(tree: ConfigTree): ConfigTree {
  return mapSteps(tree, (step) => without(step, 'inputs'))
}

function mapSteps(tree: ConfigTree, change: (step: ConfigTree, at: number) => ConfigTree): ConfigTree {
  const { steps } = tree
  if (!isList(steps)) return tree
  const changed = steps.map((step, at) => (isTree(step) ? Object.assign(makeTree(), change(step, at)) : step))
  return Object.assign(makeTree(), tree, { steps: changed })
}

function without(tree: ConfigTree, key: string): ConfigTree {
  const { [key]: _, ...rest } = tree
  return rest
}

function commandOf(value: ConfigValue | undefined, where: string): readonly string[] | undefined {
  if (value === undefined) return undefined
  if (isList(value) && value.length > 0 && value.every((word) => typeof word === 'string')) return value
  throw new RundirError('CONFIG_INVALID', `${where}: command is no list of words`, {
    hint: 'write command: [python, train.py]',
  })
}
