import { extname } from 'node:path'
import { type Difference, diffConfigs } from '../../config/difference.js'
import { CONFIG_EXTENSIONS } from '../../config/extension.js'
import { lookUp } from '../../config/key-path.js'
import { printYaml, printYamlLine } from '../../config/print-yaml.js'
import { escapeTree } from '../../config/resolve.js'
import type { ConfigTree, ConfigValue } from '../../config/tree.js'
import { isRundirError } from '../../error/rundir-error.js'
import { type Json, strictJson } from '../../value/json.js'
import { previewConfig, readSources, UNNAMED } from '../config/prepare-config.js'
import type { NewRunRequest, PreparedConfig } from '../config/request.js'
import { previewName } from '../launch/name.js'
import { namedConfig } from '../launch/named-config.js'
import type { Workspace } from '../open.js'
import { inside, readAskedPipeline } from './pipeline-plan.js'

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
  readonly notices: readonly string[]
}

/** What leads from one configuration to another, as data and as lines of YAML. */
export interface ComparedConfigs {
  readonly differences: Json
  readonly lines: readonly { readonly sign: '-' | '+'; readonly line: string }[]
  readonly notices: readonly string[]
}

/**
 * The settings that a run would get, as its copies would have them. Nothing is written or checked.
 * Of a pipeline it is the document; what its steps are told is a notice. Throws as `readSources`.
 */
export async function showConfig(workspace: Workspace, request: NewRunRequest): Promise<ShownConfig> {
  const { tree, notices } = await settingsOf(workspace, request)
  return { tree: strictJson(tree), yaml: printYaml(escapeTree(tree)), notices }
}

/** The same leaf by leaf, each with where it comes from. Throws as `readSources`. */
export async function showOrigins(
  workspace: Workspace,
  request: NewRunRequest,
): Promise<{ readonly origins: readonly ConfigOrigin[]; readonly notices: readonly string[] }> {
  const { config, tree, notices } = await settingsOf(workspace, request)
  const origins = Object.entries(config.origin).map(([key, origin]) => {
    const value = lookUp(tree, key) ?? null
    return { key, value: strictJson(value), line: lineOf(key, value), origin }
  })
  return { origins, notices }
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
  const [before, after] = [await settingsOf(workspace, named), await settingsOf(workspace, request)]
  const differences = diffConfigs(before.tree, after.tree)
  return { differences: strictJson(differences), lines: differences.flatMap(linesOf), notices: after.notices }
}

interface Settings {
  readonly config: PreparedConfig
  readonly tree: ConfigTree
  readonly notices: readonly string[]
}

async function settingsOf(workspace: Workspace, request: NewRunRequest): Promise<Settings> {
  const sources = readSources(workspace, request)
  const pipeline = readAskedPipeline(workspace, request, { sources })
  const own = pipeline === undefined ? request : { ...request, overrides: pipeline.own }
  const place = pipeline === undefined ? workspace : inside(workspace)
  const { config } = previewConfig(place, own, sources)
  const named = await namedConfig(place, config, await runOf(place, own, config))
  const toSteps = (pipeline?.steps ?? []).flatMap(({ name, overrides }) => overrides.map((text) => `${text} (${name})`))
  const told = toSteps.length === 0 ? [] : [`its steps get ${toSteps.join(', ')}; rundir run --dry-run shows them`]
  return { config, tree: named.tree, notices: [...config.notices, ...named.notices, ...told] }
}

/** Where the settings speak of their run, the name that it would get; settings that are not complete yet give none. */
async function runOf(workspace: Workspace, request: NewRunRequest, config: PreparedConfig): Promise<typeof UNNAMED> {
  if (!/\$\{[^}]*run\.(?:name|dir)/.test(JSON.stringify(config.tree))) return UNNAMED
  try {
    return await previewName(workspace, request)
  } catch (error) {
    if (!isRundirError(error)) throw error
    return UNNAMED
  }
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
