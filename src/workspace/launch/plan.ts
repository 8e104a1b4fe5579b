import { basename, relative, resolve } from 'node:path'
import { captureGit, type GitFacts } from '../../capture/git.js'
import type { ConfigTree } from '../../config/tree.js'
import { statIfThere } from '../../disk/read.js'
import { isRundirError, RundirError } from '../../error/rundir-error.js'
import type { PATTERN_FIELDS } from '../../layout/placeholder.js'
import { printLegacyName } from '../../run/legacy-name.js'
import { parseRunIndex, parseRunName, type RunNameParts } from '../../run/name.js'
import { isSwitchedOn, type NamingSettings } from '../../run/naming.js'
import { type RunReference, referenceOf } from '../../run/reference.js'
import { makeSegments, rawSegments, type SegmentSources } from '../../run/segments.js'
import type { RunRequest, Space } from '../../store/allocate.js'
import type { JsonObject } from '../../value/json.js'
import { didYouMean } from '../../value/nearest.js'
import { slug } from '../../value/slug.js'
import type { NewRunRequest, PreparedConfig } from '../config/request.js'
import { locateRun } from '../find-run.js'
import type { Environment, Workspace } from '../open.js'
import { rankOf } from '../rank.js'
import { identityOf } from './identity.js'
import { ownFolders } from './own-folders.js'

/** Everything that is known of a run before its name is claimed. */
export interface RunPlan {
  readonly request: NewRunRequest
  readonly config: PreparedConfig
  /** Resolved as far as it can be without a name. */
  readonly preview: ConfigTree
  readonly project: string
  readonly git: GitFacts
  readonly space: Space
  readonly claim: RunRequest
  /** The folder of the command: `.` or a path below the workspace; null outside, since no file of a run holds an absolute path. */
  readonly place: string | null
  /** References of the runs that it builds on. */
  readonly parents: readonly RunReference[]
  /** The same for the same run made twice (docs/format.md). */
  readonly identity: string
}

/**
 * Composes the configuration and gathers what the name is made of; nothing is written.
 * Throws CONFIG_*, PROFILE_UNKNOWN, PHASE_MISMATCH, VALUE_INVALID, NAME_INVALID.
 */
export async function planRun(workspace: Workspace, request: NewRunRequest): Promise<RunPlan> {
  checkRank(workspace.environment)
  const { config, preview } = await prepare(workspace, request)
  const home = request.home ?? workspace.root
  const git = captureGit(request.cwd, workspace.environment, ownFolders(home, request.cwd))
  const project = request.project ?? workspace.settings.project ?? slug(basename(workspace.root), 'project')
  const naming: NamingSettings = {
    ...workspace.settings.naming,
    run_counter_scope: request.scope ?? workspace.settings.naming.run_counter_scope,
    use_legacy: workspace.settings.naming.use_legacy || isSwitchedOn(workspace.environment['USE_LEGACY_NAMING']),
  }
  const space = { ...workspace.space, naming }
  const claim = claimFor(workspace, request, { preview, project, git, naming })
  const place = placeOf(request.cwd, home)
  const parents = (request.parents ?? []).map((text) => referenceOf(locateRun(workspace, text, request.cwd)))
  const { hash: gitHash, patch } = git
  const { command } = request
  const identity = identityOf({ config: preview, phase: config.phase, command, cwd: place, gitHash, patch, parents })
  return { request, config, preview, project, git, space, claim, place, parents, identity }
}

function placeOf(folder: string, root: string): string | null {
  const path = relative(root, folder).replaceAll('\\', '/')
  if (path === '') return '.'
  return path.startsWith('..') || /^[A-Za-z]:/.test(path) ? null : path
}

/** A run without any configuration does not pay for the machinery that composes one. */
async function prepare(
  workspace: Workspace,
  request: NewRunRequest,
): Promise<{ config: PreparedConfig; preview: ConfigTree }> {
  if (request.prepared !== undefined) {
    const { previewPrepared } = await import('../config/prepare-config.js')
    return previewPrepared(workspace, request.prepared)
  }
  const asked = [request.profile, request.phase, request.configFile, request.config].some((part) => part !== undefined)
  const overridden = (request.overrides ?? []).length > 0
  const inherited = Object.keys(workspace.environment).some((name) => name.startsWith('RUNDIR__'))
  if (!asked && !overridden && !inherited) {
    const nothing = Object.create(null) as ConfigTree
    return {
      config: { tree: nothing, resolvable: nothing, origin: {}, phase: null, profile: null, notices: [] },
      preview: nothing,
    }
  }
  const { prepareConfig } = await import('../config/prepare-config.js')
  return await prepareConfig(workspace, request)
}

interface Known {
  readonly preview: ConfigTree
  readonly project: string
  readonly git: GitFacts
  readonly naming: NamingSettings
}

function claimFor(workspace: Workspace, request: NewRunRequest, known: Known): RunRequest {
  const layout =
    request.layout ?? workspace.settings.layout ?? (request.project === undefined ? 'pipeline' : 'experiment')
  if (layout === 'pipeline') return pipelineClaim(workspace.environment, request, known)
  const asked = [
    request.runIndex !== undefined && '--run-index',
    wishesIn(workspace.environment)['FORCE_RUN_INDEX'] && 'FORCE_RUN_INDEX',
    request.force && '--force',
    request.scope !== undefined && '--scope',
  ].find((each) => typeof each === 'string' && each !== '')
  if (asked) {
    throw new RundirError('FLAG_INVALID', `${asked} belongs to the layout pipeline, not to ${layout}`, {
      hint: 'leave it out, or add --layout pipeline',
    })
  }
  if (layout === 'experiment') return { layout, project: known.project, gitHash: known.git.hash }
  const pattern = workspace.settings.layouts[layout]
  if (pattern !== undefined)
    return {
      layout: 'pattern',
      pattern: layout,
      fields: patternFields(workspace, request, known),
      gitHash: known.git.hash,
    }
  const layouts = ['pipeline', 'experiment', ...Object.keys(workspace.settings.layouts)]
  throw new RundirError('FLAG_INVALID', `there is no layout "${layout}" for new runs`, {
    hint: didYouMean(layout, layouts) ?? `use pipeline, experiment, or one from layouts: in the workspace file`,
  })
}

/** What the environment asks for. Inside a run it says what that run is called, which is no wish for another one. */
function wishesIn(environment: Environment): Environment {
  return environment['RUN_DIR'] ? {} : environment
}

function sourcesFor(environment: Environment, request: NewRunRequest, known: Known): SegmentSources {
  return {
    config: known.preview as JsonObject,
    overrides: { model: request.model, dataset: request.dataset, sampleSize: request.sampleSize },
    servedModelName: wishesIn(environment)['SERVED_MODEL_NAME'],
    isDirectory: (path) => isDirectory(resolve(request.cwd, path)),
  }
}

/** A text that no path can be, because it is too long or leads through a folder that is closed, names a model all the same. */
function isDirectory(path: string): boolean {
  if (path.includes('\0')) return false
  try {
    return statIfThere(path)?.kind === 'directory'
  } catch (error) {
    if (!isRundirError(error)) throw error
    return false
  }
}

function pipelineClaim(environment: Environment, request: NewRunRequest, known: Known): RunRequest {
  const { RUN_NAME: adopted, FORCE_RUN_INDEX: forced } = wishesIn(environment)
  const forceIndex = request.runIndex ?? (forced ? parseRunIndex(forced) : undefined)
  const sources = sourcesFor(environment, request, known)
  const adoptName = adopted ? parseAdopted(adopted) : undefined
  const other =
    adoptName === undefined ? known.naming.use_legacy && 'the old naming, which has no numbers' : `RUN_NAME ${adopted}`
  if (forceIndex !== undefined && other && adoptName?.number !== forceIndex)
    throw new RundirError('FLAG_INVALID', `the run index ${forceIndex} does not go with ${other}`, {
      hint: 'leave one of them out',
    })
  return {
    layout: 'pipeline',
    segments: makeSegments(sources, known.naming),
    forceIndex,
    force: request.force,
    adoptName: adoptName?.name,
    legacyName: known.naming.use_legacy ? printLegacyName(rawSegments(sources, known.naming)) : undefined,
  }
}

function parseAdopted(text: string): RunNameParts {
  try {
    return parseRunName(text)
  } catch (error) {
    if (!isRundirError(error, 'NAME_INVALID')) throw error
    throw new RundirError('NAME_INVALID', `RUN_NAME: ${error.message}`, {
      hint: 'unset it to get the next name; one looks like qwen2-7b-alpaca-full-run1, in lower case, from run1 to run9999',
      cause: error,
    })
  }
}

/** What a user's pattern can name besides dates, counter and commit. */
function patternFields(
  workspace: Workspace,
  request: NewRunRequest,
  known: Known,
): Record<(typeof PATTERN_FIELDS)[number], string> {
  const { model, dataset, size } = makeSegments(sourcesFor(workspace.environment, request, known), known.naming)
  const phase = request.phase ?? 'train'
  return { project: known.project, model, dataset, size, phase, user: workspace.environment['USER'] ?? 'user' }
}

/** A rank above 0 must be handed its run: many ranks that each take a name would make many runs of one job (spec 1.4). */
function checkRank(environment: Environment): void {
  const rank = rankOf(environment) ?? 0
  if (rank === 0) return
  throw new RundirError('RANK_WITHOUT_RUN', `this process has rank ${rank} and no RUN_DIR`, {
    hint: 'start rundir once around the launcher (rundir run -- torchrun …), or export RUN_DIR from rank 0',
  })
}
