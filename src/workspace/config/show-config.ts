import { extname } from 'node:path'
import { type Difference, diffConfigs } from '../../config/difference.js'
import { CONFIG_EXTENSIONS } from '../../config/extension.js'
import { lookUp } from '../../config/key-path.js'
import { printYaml } from '../../config/print-yaml.js'
import type { ConfigTree, ConfigValue } from '../../config/tree.js'
import type { Workspace } from '../open.js'
import { type ConfigPreview, previewConfig, readSources } from './prepare-config.js'
import type { NewRunRequest } from './request.js'

export interface ShownConfig {
  readonly tree: ConfigTree
  readonly yaml: string
  readonly origins: readonly { readonly key: string; readonly value: ConfigValue; readonly origin: string }[]
  readonly notices: readonly string[]
}

/** The resolved settings that a run would get, and where each value comes from. Nothing is written or checked. Throws as `readSources`. */
export async function showConfig(workspace: Workspace, request: NewRunRequest): Promise<ShownConfig> {
  const { config, preview } = previewOf(workspace, request)
  const origins = Object.entries(config.origin).map(([key, origin]) => ({
    key,
    value: lookUp(preview, key) ?? null,
    origin,
  }))
  return { tree: preview, yaml: printYaml(preview), origins, notices: config.notices }
}

/**
 * What leads from another profile or file to the configuration of a request. `other` is a file when it has the extension
 * of one. Throws as `readSources`.
 */
export async function compareConfig(
  workspace: Workspace,
  request: NewRunRequest,
  other: string,
): Promise<readonly Difference[]> {
  const isFile = CONFIG_EXTENSIONS.includes(extname(other).toLowerCase())
  const named: NewRunRequest = { cwd: request.cwd, ...(isFile ? { configFile: other } : { profile: other }) }
  return diffConfigs(previewOf(workspace, named).preview, previewOf(workspace, request).preview)
}

function previewOf(workspace: Workspace, request: NewRunRequest): ConfigPreview {
  return previewConfig(workspace, request, readSources(workspace, request))
}
