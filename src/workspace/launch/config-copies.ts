import { maskTree } from '../../capture/secret.js'
import type { ConfigTree } from '../../config/tree.js'
import { replaceFile } from '../../disk/write.js'
import type { Allocation } from '../../store/allocate.js'
import { type Json, printJsonFile } from '../../value/json.js'
import { writeHandedConfig } from '../handed-config.js'
import type { Workspace } from '../open.js'
import type { RunPaths } from '../paths.js'
import type { RunPlan } from './plan.js'

export interface ConfigCopies {
  readonly resolved: ConfigTree
  readonly notices: readonly string[]
}

/**
 * Writes `config.yaml`, `config_resolved.yaml`, `config_resolved.json` and `config_origin.json` of a run that has a name now.
 * What looks like a secret is masked in all of them, and so for the program that reads them.
 */
export async function writeConfigCopies(
  workspace: Workspace,
  plan: RunPlan,
  allocation: Allocation,
  paths: RunPaths,
): Promise<ConfigCopies> {
  const { tree, origin } = plan.config
  const texts = Object.keys(tree).length === 0 ? emptyTexts() : await printTexts(workspace, plan, allocation)
  replaceFile(`${paths.run}/config.yaml`, texts.composed, 'durable')
  replaceFile(`${paths.run}/config_resolved.yaml`, texts.resolved, 'durable')
  writeHandedConfig(paths.config, texts.tree)
  replaceFile(`${paths.run}/config_origin.json`, printJsonFile(origin), 'durable')
  return { resolved: texts.tree, notices: maskNotices(texts.maskedKeys) }
}

function maskNotices(keys: readonly string[]): string[] {
  if (keys.length === 0) return []
  return [`masked in the run's configuration: ${keys.join(', ')}; hand secrets over in the environment`]
}

interface Texts {
  readonly composed: string
  readonly resolved: string
  readonly tree: ConfigTree
  readonly maskedKeys: readonly string[]
}

function emptyTexts(): Texts {
  return { composed: '{}\n', resolved: '{}\n', tree: Object.create(null), maskedKeys: [] }
}

async function printTexts(workspace: Workspace, plan: RunPlan, allocation: Allocation): Promise<Texts> {
  const [{ printYaml }, { escapeTree, resolve }, { leafKeys, lookUp }] = await Promise.all([
    import('../../config/print-yaml.js'),
    import('../../config/resolve.js'),
    import('../../config/key-path.js'),
  ])
  const resolved = resolve(plan.config.resolvable, {
    environment: workspace.environment,
    now: workspace.clock.now(),
    run: { name: allocation.name, dir: allocation.dir },
  })
  const tree = masked(resolved)
  const isMasked = (key: string): boolean => JSON.stringify(lookUp(tree, key)) !== JSON.stringify(lookUp(resolved, key))
  return {
    composed: printYaml(masked(plan.config.tree)),
    resolved: printYaml(escapeTree(tree)),
    tree,
    maskedKeys: leafKeys(resolved).filter(isMasked),
  }
}

function masked(tree: ConfigTree): ConfigTree {
  return maskTree(tree as Json) as ConfigTree
}
