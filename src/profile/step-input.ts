import { compose, type Layer } from '../config/compose.js'
import { leafKeys, lookUp, requireKeyPath, treeOf } from '../config/key-path.js'
import { escapeTree, resolve } from '../config/resolve.js'
import type { ResolveContext } from '../config/resolve-context.js'
import { type ConfigTree, isTree, makeTree } from '../config/tree.js'
import { RundirError } from '../error/rundir-error.js'
import { didYouMean } from '../value/nearest.js'
import type { PipelineStep } from './pipeline.js'

const OUTPUT = /(?<!\\)\$\{\s*(steps\.([^.[\]{}]+)[^{}]*?)\s*\}/g

/** What a finished step offers, by its name: `{run: {name, dir}, artifacts: {checkpoints: {best, last}}, metrics: {…}}`. */
export type StepOutputs = Readonly<Record<string, ConfigTree>>

/**
 * The inputs of a step as a layer, for `compose` after all other layers, with `${steps.NAME.…}` replaced.
 * Where a step has no `best` checkpoint its `last` one stands in (spec 3.4).
 * Throws OUTPUT_MISSING when an earlier step did not leave what is asked for, and CONFIG_INTERPOLATION.
 */
export function inputLayer(step: PipelineStep, outputs: StepOutputs, context: ResolveContext): Layer {
  const document = Object.assign(makeTree(), { inputs: step.inputs, steps: makeTree() })
  for (const [name, output] of Object.entries(outputs)) document.steps[name] = escapeTree(withBest(output))
  requireOutputs(step, document)
  const resolved = resolve(document, context)
  const inputs = isTree(resolved['inputs']) ? resolved['inputs'] : makeTree()
  const name = `inputs of step ${step.name}`
  const layers = Object.entries(inputs).map(([key, value]) => ({
    name,
    tree: treeOf(requireKeyPath(key, name), value),
  }))
  return { name, tree: escapeTree(compose({ layers, environment: {}, overrides: [] }).tree) }
}

/** What the inputs name is known only now; that it is not there is a fault of the step, not of whoever wrote the key. */
function requireOutputs(step: PipelineStep, document: ConfigTree): void {
  for (const [, key = '', name = ''] of JSON.stringify(step.inputs).matchAll(OUTPUT)) {
    if (lookUp(document, key) !== undefined) continue
    const isCheckpoint = /\.artifacts\.checkpoints\.(?:best|last)$/.test(key)
    const lacks = isCheckpoint ? 'neither a best nor a last checkpoint' : `no ${key}`
    const left = leafKeys(document).filter((known) => known.startsWith(`steps.${name}.`))
    throw new RundirError('OUTPUT_MISSING', `the step ${name} left ${lacks}, which the step ${step.name} takes`, {
      hint: isCheckpoint
        ? 'its program writes them as artifacts/checkpoints/best.* and last.*'
        : (didYouMean(key, left) ?? `it left ${left.slice(0, 5).join(', ')}`),
    })
  }
}

function withBest(output: ConfigTree): ConfigTree {
  const last = { name: 'last', tree: checkpointTree(output) }
  return compose({ layers: [last, { name: 'outputs', tree: output }], environment: {}, overrides: [] }).tree
}

/** `{artifacts: {checkpoints: {best: LAST}}}`, or nothing when there is no last checkpoint. */
function checkpointTree(output: ConfigTree): ConfigTree {
  const artifacts = output['artifacts']
  const checkpoints = isTree(artifacts) ? artifacts['checkpoints'] : undefined
  const last = isTree(checkpoints) ? checkpoints['last'] : undefined
  return last === undefined || last === null ? makeTree() : treeOf(['artifacts', 'checkpoints', 'best'], last)
}
