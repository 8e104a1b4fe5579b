import { dirname, join, resolve } from 'node:path'
import { statIfThere } from '../disk/read.js'
import { RundirError } from '../error/rundir-error.js'
import type { Here } from '../run/attempt.js'
import type { Space } from '../store/allocate.js'
import type { Reader } from '../store/read.js'
import type { Clock } from '../value/instant.js'
import { lookAround } from './look-around.js'
import { DEFAULT_SETTINGS, readSettings, WORKSPACE_FILES } from './settings.js'
import type { Settings } from './settings-schema.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** A folder of runs, and all that its use cases need of the outside world. */
export interface Workspace {
  /** Absolute. */
  readonly root: string
  /** The workspace file, relative to the root; undefined where defaults are used. */
  readonly file: string | undefined
  readonly settings: Settings
  readonly space: Space
  readonly here: Here
  readonly clock: Clock
  readonly environment: Environment
}

export interface OpenRequest {
  /** Absolute folder from which the workspace is looked for upwards. */
  readonly start: string
  /** The workspace itself, absolute, when it was named. */
  readonly at: string | undefined
  readonly environment: Environment
  readonly clock: Clock
}

/**
 * Opens the nearest folder upwards with a workspace file, else the git root, else the folder itself (spec 6).
 * Throws FILE_MISSING, SETTINGS_INVALID, CONFIG_SYNTAX.
 */
export async function openWorkspace(request: OpenRequest): Promise<Workspace> {
  const { environment, clock } = request
  const { root, file } = locate(request)
  const settings = file === undefined ? DEFAULT_SETTINGS : await readSettings(root, file)
  const space: Space = {
    root,
    naming: settings.naming,
    patterns: settings.layouts,
    windows: process.platform === 'win32',
  }
  return { root, file, settings, space, here: lookAround(), clock, environment }
}

export function readerOf(workspace: Workspace): Reader {
  return { root: workspace.root, here: workspace.here, now: workspace.clock.now() }
}

function locate({ start, at }: OpenRequest): { root: string; file: string | undefined } {
  if (at !== undefined) {
    if (statIfThere(at)?.kind === 'directory') return { root: at, file: workspaceFileIn(at) }
    throw new RundirError('FILE_MISSING', `there is no folder ${at}`, { hint: 'mkdir it, or check --workspace' })
  }
  if (statIfThere(start)?.kind !== 'directory') {
    throw new RundirError('FILE_MISSING', `there is no folder ${start}`, { hint: 'mkdir it, or check -C' })
  }
  let gitRoot: string | undefined
  for (const folder of upwards(start)) {
    const file = workspaceFileIn(folder)
    if (file !== undefined) return { root: folder, file }
    if (gitRoot === undefined && statIfThere(join(folder, '.git')) !== undefined) gitRoot = folder
  }
  return { root: gitRoot ?? resolve(start), file: undefined }
}

/** The folder and its parents, nearest first. */
export function* upwards(start: string): Generator<string> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    yield folder
    if (folder === dirname(folder)) return
  }
}

/** The workspace file of a folder. Throws SETTINGS_INVALID where there are two: nobody could tell which of them counts. */
export function workspaceFileIn(folder: string): string | undefined {
  const [file, another] = WORKSPACE_FILES.filter((name) => statIfThere(join(folder, name))?.kind === 'file')
  if (another === undefined) return file
  throw new RundirError('SETTINGS_INVALID', `${folder} has two workspace files, ${file} and ${another}`, {
    hint: 'move the settings into one of them and remove the other',
  })
}

export function hasWorkspaceFile(folder: string): boolean {
  return WORKSPACE_FILES.some((name) => statIfThere(join(folder, name))?.kind === 'file')
}

/** Said once, before the first run of a folder that nobody made a workspace. */
export function firstRunNotice(workspace: Workspace): string[] {
  if (workspace.file !== undefined || statIfThere(join(workspace.root, '.rundir')) !== undefined) return []
  return [`${workspace.root} has no workspace file: defaults are used (rundir init writes one)`]
}
