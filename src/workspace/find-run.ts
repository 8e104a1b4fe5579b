import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { RundirError } from '../error/rundir-error.js'
import { isRunId } from '../run/id.js'
import { findKnownFolders, findRunFolders, isKnownFolder, isRunFolder } from '../store/find.js'
import { readLatest } from '../store/latest.js'
import { Damage, type Run, readRun } from '../store/read.js'
import { nearestNames } from '../value/nearest.js'
import { hasWorkspaceFile, readerOf, upwards, type Workspace } from './open.js'

const SHOWN_CANDIDATES = 5

/**
 * The folder of the run that a person means: `latest`, a path, a reference, a name, an id, or a unique part of a name.
 * `cwd` is where relative paths start. Returns it relative to the workspace; it may be a folder that a crash left without a manifest.
 * Throws RUN_UNKNOWN, RUN_AMBIGUOUS.
 */
export function locateRun(workspace: Workspace, text: string, cwd: string): string {
  if (text.trim() === '') throw new RundirError('RUN_UNKNOWN', 'the name of the run is empty', { hint: 'use latest' })
  if (text === 'latest') return findLatest(workspace)
  const direct = byPath(workspace, text, cwd)
  if (direct !== undefined) return direct
  const folders = [...findKnownFolders(workspace.root)]
  const exact = folders.filter((dir) => dir.slice(dir.lastIndexOf('/') + 1) === text)
  const matching = exact.length > 0 ? exact : byIdOrPart(workspace, text, folders)
  const [only, ...others] = matching
  if (only === undefined) throw unknownRun(text, folders)
  if (others.length === 0) return only
  const shown = matching.slice(0, SHOWN_CANDIDATES).join(', ')
  throw new RundirError('RUN_AMBIGUOUS', `"${text}" fits ${matching.length} runs: ${shown}`, {
    hint: 'give more of the name, or the path',
  })
}

function findLatest(workspace: Workspace): string {
  const pointed = readLatest(workspace.space)
  if (pointed !== undefined && isRunFolder(workspace.root, pointed)) return pointed
  const newest = findNewest(workspace, findRunFolders(workspace.root))
  if (newest !== undefined) return newest
  throw new RundirError('RUN_UNKNOWN', `there is no run in ${workspace.root} yet`, {
    hint: 'start one with: rundir run -- COMMAND',
  })
}

/** The newest of some runs; undefined where none can be read. */
export function findNewest(workspace: Workspace, dirs: Iterable<string>): string | undefined {
  let newest: Run | undefined
  for (const dir of dirs) {
    const run = readRun(readerOf(workspace), dir)
    if (!(run instanceof Damage) && (newest === undefined || isNewer(run, newest))) newest = run
  }
  return newest?.dir
}

function isNewer(run: Run, than: Run): boolean {
  return Date.parse(run.manifest.created_at) > Date.parse(than.manifest.created_at)
}

function byPath(workspace: Workspace, text: string, cwd: string): string | undefined {
  const plain = text.replace(/(?<=.)\/+$/, '')
  const candidates = [resolve(cwd, plain), resolve(workspace.root, plain)]
  for (const top of ['outputs', 'runs']) candidates.push(resolve(workspace.root, top, plain))
  for (const path of candidates) {
    const dir = relative(workspace.root, path)
    if (dir === '' || dir.startsWith('..') || isAbsolute(dir)) continue
    const canonical = dir.replaceAll('\\', '/')
    if (!isKnownFolder(workspace.root, canonical)) continue
    refuseOthers(workspace, path, canonical)
    return canonical
  }
  return undefined
}

/** A run of a workspace that lies inside this one has its logs, claims and trash there. */
function refuseOthers({ root }: Workspace, path: string, dir: string): void {
  if (/^(?:outputs|runs)\//.test(dir)) return
  for (const folder of upwards(dirname(path))) {
    if (folder === root) return
    if (!hasWorkspaceFile(folder)) continue
    throw new RundirError('RUN_UNKNOWN', `${dir} is a run of another workspace`, { hint: `use --workspace ${folder}` })
  }
}

function byIdOrPart(workspace: Workspace, text: string, folders: readonly string[]): string[] {
  if (isRunId(text)) {
    const reader = readerOf(workspace)
    return folders.filter((dir) => {
      const run = readRun(reader, dir)
      return !(run instanceof Damage) && run.manifest.run_id === text
    })
  }
  const part = text.toLowerCase()
  if (!/[a-z0-9]/.test(part)) return []
  return folders.filter((dir) =>
    dir
      .slice(dir.indexOf('/') + 1)
      .toLowerCase()
      .includes(part),
  )
}

function unknownRun(text: string, folders: readonly string[]): RundirError {
  const names = folders.map((dir) => dir.slice(dir.lastIndexOf('/') + 1))
  const near = nearestNames(text, names)
  const hint = near.length > 0 ? `did you mean ${near.join(', ')}?` : 'rundir ls lists the runs'
  return new RundirError('RUN_UNKNOWN', `there is no run "${text}"`, { hint })
}
