import { compose, type Layer } from '../config/compose.js'
import { requireKeyPath, treeOf } from '../config/key-path.js'
import { escapeTree, resolve } from '../config/resolve.js'
import type { ResolveContext } from '../config/resolve-context.js'
import { type ConfigTree, isTree, makeTree } from '../config/tree.js'
import type { PipelineStep } from './pipeline.js'

/** What a finished step offers, by its name: `{run: {name, dir}, artifacts: {checkpoints: {best, last}}, metrics: {…}}`. */
export type StepOutputs = Readonly<Record<string, ConfigTree>>

/**
 * The inputs of a step as a layer, for `compose` after all other layers, with `${steps.NAME.…}` replaced.
 * Where a step has no `best` checkpoint its `last` one stands in (spec 3.4).
 * Throws CONFIG_INTERPOLATION when an earlier step did not leave what is asked for.
 */
export function inputLayer(step: PipelineStep, outputs: StepOutputs, context: ResolveContext): Layer {
  const document = Object.assign(makeTree(), { inputs: step.inputs, steps: makeTree() })
  for (const [name, output] of Object.entries(outputs)) document.steps[name] = escapeTree(withBest(output))
  const resolved = resolve(document, context)
  const inputs = isTree(resolved['inputs']) ? resolved['inputs'] : makeTree()
  const name = `inputs of step ${step.name}`
  const layers = Object.entries(inputs).map(([key, value]) => ({
    name,
    tree: treeOf(requireKeyPath(key, name), value),
  }))
  return { name, tree: escapeTree(compose({ layers, environment: {}, overrides: [] }).tree) }
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
