import { replaceFile } from '../../disk/write.js'
import type { Allocation } from '../../store/allocate.js'
import { printJsonFile } from '../../value/json.js'
import { writeHandedConfig } from '../handed-config.js'
import type { Workspace } from '../open.js'
import type { RunPaths } from '../paths.js'
import { maskedTree, type NamedConfig, namedConfig } from './named-config.js'
import type { RunPlan } from './plan.js'

/**
 * Writes `config.yaml`, `config_resolved.yaml`, `config_resolved.json` and `config_origin.json` of a run that has a name now.
 * What looks like a secret is masked in all of them, and so for the program that reads them.
 */
export async function writeConfigCopies(
  workspace: Workspace,
  plan: RunPlan,
  allocation: Allocation,
  paths: RunPaths,
): Promise<NamedConfig> {
  const { tree, origin } = plan.config
  const named = await namedConfig(workspace, plan.config, allocation)
  const texts = Object.keys(tree).length === 0 ? NO_TEXTS : await printTexts(plan, named)
  replaceFile(`${paths.run}/config.yaml`, texts.composed, 'durable')
  replaceFile(`${paths.run}/config_resolved.yaml`, texts.resolved, 'durable')
  writeHandedConfig(paths.config, named.tree)
  replaceFile(`${paths.run}/config_origin.json`, printJsonFile(origin), 'durable')
  return named
}

interface Texts {
  readonly composed: string
  readonly resolved: string
}

const NO_TEXTS: Texts = { composed: '{}\n', resolved: '{}\n' }

async function printTexts({ config }: RunPlan, named: NamedConfig): Promise<Texts> {
  const [{ printYaml }, { escapeTree }] = await Promise.all([
    import('../../config/print-yaml.js'),
    import('../../config/resolve.js'),
  ])
  return { composed: printYaml(maskedTree(config.tree)), resolved: printYaml(escapeTree(named.tree)) }
}
