import { referenceOf } from '../../run/reference.js'
import type { Run } from '../../store/read.js'
import type { PreparedConfig } from '../config/request.js'
import type { Environment, Workspace } from '../open.js'
import { parseLinks } from './links.js'
import { checkPaths, type NamedText, namedInCommand } from './named-paths.js'
import { type Installation, planInstallation } from './packages.js'
import { recordedCommand } from './recorded-command.js'
import { recordedSettings } from './recorded-settings.js'
import type { Missing, Restorable, Restoration } from './restoration.js'
import type { Site } from './site.js'
import { checkAttempts, checkMachine, checkParents, restoreEnvironment } from './surroundings.js'
import type { Tolerances } from './tolerance.js'

export interface ReproduceRequest {
  readonly run: string
  /** Absolute; where relative paths start. */
  readonly cwd: string
  /** Instead of the recorded command, which may hold masked secrets. */
  readonly command: readonly string[] | undefined
  /** Files of the user's own tree that the run may see, relative to `cwd`. */
  readonly links: readonly string[]
  readonly tolerances: Tolerances
  /** `plan`: nothing is run. */
  readonly mode: 'plan' | 'run'
}

/** What a run would be made from; told before anything runs. */
export interface ReproductionPlan {
  /** Reference of the run that is repeated. */
  readonly reproduces: string
  /** What is run, and in which folder of the commit; null when nothing can be. */
  readonly command: readonly string[] | null
  readonly cwd: string | null
  readonly restorable: readonly Restorable[]
  readonly missing: readonly Missing[]
}

/** What the new run is made of. */
export interface Prepared {
  readonly command: readonly string[]
  readonly config: PreparedConfig
  readonly parents: readonly string[]
  readonly environment: Environment
  readonly installation: Installation | undefined
  /** Absolute, in the user's own tree. */
  readonly links: readonly string[]
}

interface Wanted {
  readonly original: Run
  readonly site: Site | undefined
  readonly request: ReproduceRequest
}

/** Looks at everything that the run was made from, also when it is clear that it cannot be made again: all reasons are told at once. */
export async function prepare(
  workspace: Workspace,
  { original, site, request }: Wanted,
  restoration: Restoration,
): Promise<Prepared | undefined> {
  const command = recordedCommand(original, request.command, restoration)
  const settings = await recordedSettings(workspace, original, restoration)
  const environment = restoreEnvironment(workspace.environment, original, restoration)
  const parents = checkParents(workspace, original, restoration)
  checkAttempts(workspace, original, restoration)
  checkMachine(workspace, original, restoration)
  const { git_untracked: untracked } = original.manifest
  if (untracked.length > 0) restoration.lacks('untracked', `git did not know, and nobody kept: ${shortList(untracked)}`)
  if (original.status === 'cancelled' || original.status === 'lost')
    restoration.lacks('result', `the run is ${original.status}: there is no whole result to compare with`)
  if (site === undefined || command === undefined || settings === undefined) return undefined
  const links = parseLinks(request.links, request.cwd, site)
  const texts: NamedText[] = settings.texts.map(([key, text]) => [`the setting ${key}`, text])
  checkPaths(workspace, { site, run: original, links }, [...texts, ...namedInCommand(command)], restoration)
  const installation = planInstallation(original, site, environment, restoration)
  return { command, config: settings.config, parents, environment, installation, links }
}

function shortList(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')
}

/** What is told before anything runs. */
export function planOf(
  original: Run,
  prepared: Prepared | undefined,
  site: Site | undefined,
  { restorable, missing }: Restoration,
): ReproductionPlan {
  const cwd = site === undefined ? null : site.cwd.slice(site.top.length + 1) || '.'
  return { reproduces: referenceOf(original.dir), command: prepared?.command ?? null, cwd, restorable, missing }
}
