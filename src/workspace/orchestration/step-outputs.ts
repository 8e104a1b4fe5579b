import { relative } from 'node:path'
import { type ConfigTree, isForbiddenKey, isTree, makeTree } from '../../config/tree.js'
import { listNames, walkFiles } from '../../disk/directory.js'
import { readMetrics } from '../../metric/read-metrics.js'
import type { Run } from '../../store/read.js'
import type { Workspace } from '../open.js'

const ARTIFACT_LIMIT = 10_000
const CHECKPOINTS = 'artifacts/checkpoints'

/**
 * What a step leaves to the steps after it (docs/format.md, "Pipelines"): `run.{id,name,dir}`, the last value of each metric, and the
 * path of each artifact, by its name up to the first dot. Paths are relative to `folder` (absolute), where the next command runs.
 */
export function stepOutputs(workspace: Workspace, run: Run, folder: string): ConfigTree {
  const path = `${workspace.root}/${run.dir}`
  const placeOf = (inRun: string): string => relative(folder, `${path}/${inRun}`).replaceAll('\\', '/')
  const outputs = makeTree()
  const artifacts = makeTree()
  for (const file of walkFiles(`${path}/artifacts`).slice(0, ARTIFACT_LIMIT)) {
    place(artifacts, file.split('/'), placeOf(`artifacts/${file}`))
  }
  artifacts['checkpoints'] = Object.assign(makeTree(), artifacts['checkpoints'], checkpointsOf(path, placeOf))
  outputs['run'] = Object.assign(makeTree(), {
    id: run.manifest.run_id,
    name: run.manifest.name,
    dir: placeOf('.'),
  })
  outputs['artifacts'] = artifacts
  outputs['metrics'] = metricsOf(path)
  return outputs
}

/** A checkpoint may be a file (`best.pt`) or a folder (`best/`); of several the first by name. */
function checkpointsOf(path: string, placeOf: (inRun: string) => string): ConfigTree {
  const found = makeTree()
  const names = listNames(`${path}/${CHECKPOINTS}`).sort()
  for (const kind of ['best', 'last']) {
    const name = names.find((each) => each === kind || each.startsWith(`${kind}.`))
    if (name !== undefined) found[kind] = placeOf(`${CHECKPOINTS}/${name}`)
  }
  return found
}

function metricsOf(path: string): ConfigTree {
  const metrics = makeTree()
  for (const [key, { last }] of Object.entries(readMetrics(path, []).scalars)) {
    if (!isForbiddenKey(key)) metrics[key] = last
  }
  return metrics
}

/** Sets a leaf; what stands there already stays. */
function place(tree: ConfigTree, parts: readonly string[], value: string): void {
  const [first = '', ...rest] = parts
  const key = rest.length === 0 ? stemOf(first) : first
  if (isForbiddenKey(key)) return
  if (rest.length === 0) {
    tree[key] ??= value
    return
  }
  tree[key] ??= makeTree()
  const inner = tree[key]
  if (isTree(inner)) place(inner, rest, value)
}

/** `best.safetensors` → `best`; a leading dot belongs to the name. */
function stemOf(name: string): string {
  const dot = name.indexOf('.', 1)
  return dot < 0 ? name : name.slice(0, dot)
}
