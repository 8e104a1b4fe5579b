import { type Composed, type Composition, compose, type Layer } from '../../config/compose.js'
import type { OnUnresolved } from '../../config/resolution.js'
import { missingKeys, resolve } from '../../config/resolve.js'
import { schemaDefaults } from '../../config/schema-defaults.js'
import type { ConfigTree } from '../../config/tree.js'
import { RundirError } from '../../error/rundir-error.js'
import { type Choice, chooseConfig } from '../../profile/choice.js'
import type { ProfileSource } from '../../profile/list.js'
import type { Workspace } from '../open.js'
import { type PhaseSchema, phaseSchema } from './phase-schema.js'
import { dropInputs, escapeInputs, isPipelineDocument } from './pipeline-document.js'
import type { NewRunRequest, PreparedConfig } from './request.js'

/** Stands for the name while there is none, so that everything can be resolved and checked before the claim. */
export const UNNAMED: { readonly name: string; readonly dir: string } = { name: 'run', dir: 'run' }

export function profileSource(workspace: Workspace): ProfileSource {
  const { configs, profiles } = workspace.settings
  return { root: workspace.root, folder: configs, declared: profiles as ProfileSource['declared'] }
}

/** The settings that a request names, before they are put together. */
export interface ConfigSources {
  readonly choice: Choice
  readonly layers: readonly Layer[]
  readonly phase: string | null
  readonly schema: PhaseSchema | undefined
}

/** Reads the layers that a request names (spec 3.1, 3.2). Throws CONFIG_*, PROFILE_UNKNOWN, PHASE_MISMATCH, FILE_MISSING. */
export function readSources(workspace: Workspace, request: NewRunRequest): ConfigSources {
  const given = request.config !== undefined
  const choice = chooseConfig(profileSource(workspace), {
    // A program that brings its configuration needs no profile for its phase.
    phase: given && request.profile === undefined ? undefined : request.phase,
    profile: request.profile,
    config: request.configFile,
    folder: request.cwd,
  })
  const layers: Layer[] = [...choice.layers]
  if (request.config !== undefined) layers.push({ name: 'program', tree: request.config })
  if (request.inputs !== undefined) layers.push(request.inputs)
  const phase = request.phase ?? choice.phase ?? null
  return { choice, layers, phase, schema: phaseSchema(workspace, phase) }
}

export interface ConfigPreview {
  readonly config: PreparedConfig
  /** Resolved as far as it can be without a name. */
  readonly preview: ConfigTree
}

/**
 * Composes and resolves, upon the defaults of the schema; the values are not checked. Throws CONFIG_*; with `onError`, what can be passed over is told there, with the
 * key that it is about, or an empty one.
 */
export function previewConfig(
  workspace: Workspace,
  request: NewRunRequest,
  sources: ConfigSources,
  onError?: OnUnresolved,
): ConfigPreview {
  const { choice, phase } = sources
  const report = onError === undefined ? undefined : (error: RundirError) => onError(error, '')
  const composed = composeSources(workspace, request, sources, report)
  const isPipeline = isPipelineDocument(composed.tree, phase)
  const tree = isPipeline ? escapeInputs(composed.tree) : composed.tree
  const preview = resolveUnnamed(workspace, tree, onError)
  const resolvable = isPipeline ? dropInputs(composed.tree) : composed.tree
  const notices = choice.notice === undefined ? [] : [choice.notice]
  return { config: { ...composed, resolvable, phase, profile: choice.profile?.name ?? null, notices }, preview }
}

function composeSources(
  workspace: Workspace,
  request: NewRunRequest,
  { layers, schema }: ConfigSources,
  onError: Composition['onError'],
): Composed {
  const { environment } = workspace
  const overrides = request.overrides ?? []
  if (schema === undefined) return compose({ layers, environment, overrides, onError })
  const known = { environment, overrides, schema: schema.schema }
  // Which sections there are, and so which defaults are asked for, is known when all but the defaults is put together.
  const given = compose({ ...known, layers, onError: () => undefined }).tree
  const defaults: Layer = { name: 'default', tree: schemaDefaults(schema.schema, given) }
  return compose({ ...known, layers: [defaults, ...layers], onError })
}

function resolveUnnamed(workspace: Workspace, tree: ConfigTree, onError?: OnUnresolved): ConfigTree {
  return resolve(tree, { environment: workspace.environment, now: workspace.clock.now(), run: UNNAMED }, onError)
}

/** What was composed before, resolved; it was fit once, and schemas may have changed since. Throws CONFIG_INTERPOLATION. */
export function previewPrepared(workspace: Workspace, config: PreparedConfig): ConfigPreview {
  return { config, preview: resolveUnnamed(workspace, config.resolvable) }
}

/**
 * The configuration of a run that is to be made: complete, and fit for the schema of its phase.
 * Throws as `readSources`, and CONFIG_INVALID for settings that are missing (`???`) or do not fit.
 */
export async function prepareConfig(workspace: Workspace, request: NewRunRequest): Promise<ConfigPreview> {
  const sources = readSources(workspace, request)
  const prepared = previewConfig(workspace, request, sources)
  const missing = missingKeys(prepared.preview)
  if (missing.length > 0) {
    throw new RundirError('CONFIG_INVALID', `settings are still to be given: ${missing.join(', ')}`, {
      hint: `add ${missing[0]}=VALUE`,
    })
  }
  const { schema } = sources
  if (schema !== undefined) {
    const { requireSettings } = await import('../../config/schema.js')
    requireSettings(prepared.preview, schema.schema, schema.path)
  }
  return prepared
}
