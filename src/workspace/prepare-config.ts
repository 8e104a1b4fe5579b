import { compose, type Layer } from '../config/compose.js'
import { resolve } from '../config/resolve.js'
import type { ConfigTree } from '../config/tree.js'
import { chooseConfig } from '../profile/choice.js'
import type { ProfileSource } from '../profile/list.js'
import type { Workspace } from './open.js'
import type { NewRunRequest, PreparedConfig } from './request.js'

/** Stands for the name while there is none, so that everything can be resolved and checked before the claim. */
const UNNAMED = { name: 'run', dir: 'run' } as const

export function profileSource(workspace: Workspace): ProfileSource {
  const { configs, profiles } = workspace.settings
  return { root: workspace.root, folder: configs, declared: profiles as ProfileSource['declared'] }
}

/** Composes the layers that a request names (spec 3.1, 3.2). Throws CONFIG_*, PROFILE_UNKNOWN, PHASE_MISMATCH, FILE_MISSING. */
export function prepareConfig(
  workspace: Workspace,
  request: NewRunRequest,
): { readonly config: PreparedConfig; readonly preview: ConfigTree } {
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
  const composed = compose({ layers, environment: workspace.environment, overrides: request.overrides ?? [] })
  const preview = resolve(composed.tree, {
    environment: workspace.environment,
    now: workspace.clock.now(),
    run: UNNAMED,
  })
  const config: PreparedConfig = {
    ...composed,
    phase: request.phase ?? choice.phase ?? null,
    profile: choice.profile?.name ?? null,
    notices: choice.notice === undefined ? [] : [choice.notice],
  }
  return { config, preview }
}
