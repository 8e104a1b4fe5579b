import { lookUp } from '../config/key-path.js'
import { printYaml } from '../config/print-yaml.js'
import type { ConfigTree, ConfigValue } from '../config/tree.js'
import type { Workspace } from './open.js'
import { prepareConfig } from './prepare-config.js'
import type { NewRunRequest } from './request.js'

export interface ShownConfig {
  readonly tree: ConfigTree
  readonly yaml: string
  readonly origins: readonly { readonly key: string; readonly value: ConfigValue; readonly origin: string }[]
  readonly notices: readonly string[]
}

/** The resolved settings that a run would get, and where each value comes from. Nothing is written. Throws as `planRun`. */
export async function showConfig(workspace: Workspace, request: NewRunRequest): Promise<ShownConfig> {
  const { config, preview } = prepareConfig(workspace, request)
  const origins = Object.entries(config.origin).map(([key, origin]) => ({
    key,
    value: lookUp(preview, key) ?? null,
    origin,
  }))
  return { tree: preview, yaml: printYaml(preview), origins, notices: config.notices }
}
