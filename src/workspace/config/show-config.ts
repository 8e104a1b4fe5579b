import { extname } from 'node:path'
import { type Difference, diffConfigs } from '../../config/difference.js'
import { CONFIG_EXTENSIONS } from '../../config/extension.js'
import { lookUp } from '../../config/key-path.js'
import { printYaml, printYamlLine } from '../../config/print-yaml.js'
import { escapeTree } from '../../config/resolve.js'
import type { ConfigValue } from '../../config/tree.js'
import { type Json, strictJson } from '../../value/json.js'
import type { Workspace } from '../open.js'
import { type ConfigPreview, previewConfig, readSources } from './prepare-config.js'
import type { NewRunRequest } from './request.js'

/** One leaf of a configuration: its value, the same as a line of YAML, and the layer that set it. */
export interface ConfigOrigin {
  readonly key: string
  readonly value: Json
  readonly line: string
  readonly origin: string
}

export interface ShownConfig {
  readonly tree: Json
  /** As `config_resolved.yaml` would be. */
  readonly yaml: string
  readonly origins: readonly ConfigOrigin[]
  readonly notices: readonly string[]
}

/** What leads from one configuration to another, as data and as lines of YAML. */
export interface ComparedConfigs {
  readonly differences: Json
  readonly lines: readonly { readonly sign: '-' | '+'; readonly line: string }[]
}

/** The resolved settings that a run would get, and where each value comes from. Nothing is written or checked. Throws as `readSources`. */
export async function showConfig(workspace: Workspace, request: NewRunRequest): Promise<ShownConfig> {
  const { config, preview } = previewOf(workspace, request)
  const origins = Object.entries(config.origin).map(([key, origin]) => {
    const value = lookUp(preview, key) ?? null
    return { key, value: strictJson(value), line: lineOf(key, value), origin }
  })
  return { tree: strictJson(preview), yaml: printYaml(escapeTree(preview)), origins, notices: config.notices }
}

/**
 * What leads from another profile or file to the configuration of a request. `other` is a file when it has the extension
 * of one. Throws as `readSources`.
 */
export async function compareConfig(
  workspace: Workspace,
  request: NewRunRequest,
  other: string,
): Promise<ComparedConfigs> {
  const isFile = CONFIG_EXTENSIONS.includes(extname(other).toLowerCase())
  const named: NewRunRequest = { cwd: request.cwd, ...(isFile ? { configFile: other } : { profile: other }) }
  const differences = diffConfigs(previewOf(workspace, named).preview, previewOf(workspace, request).preview)
  return { differences: strictJson(differences), lines: differences.flatMap(linesOf) }
}

function linesOf(difference: Difference): ComparedConfigs['lines'] {
  const { kind, key } = difference
  const before = kind === 'added' ? [] : [{ sign: '-' as const, line: lineOf(key, difference.before) }]
  const after = kind === 'removed' ? [] : [{ sign: '+' as const, line: lineOf(key, difference.after) }]
  return [...before, ...after]
}

function lineOf(key: string, value: ConfigValue): string {
  return `${key}: ${printYamlLine(value)}`
}

function previewOf(workspace: Workspace, request: NewRunRequest): ConfigPreview {
  return previewConfig(workspace, request, readSources(workspace, request))
}
