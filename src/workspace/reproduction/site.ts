import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import { type GitRepository, isCommitHash, openRepository } from '../../capture/git-repository.js'
import { addWorktree, applyPatch, filteredFiles, hasCommit } from '../../capture/git-worktree.js'
import { makeDirectories } from '../../disk/directory.js'
import { statIfThere } from '../../disk/read.js'
import { realPathIfThere } from '../../disk/real-path.js'
import { isRundirError } from '../../error/rundir-error.js'
import type { Run } from '../../store/read.js'
import { isRelPath } from '../../value/rel-path.js'
import { upwards, type Workspace } from '../open.js'
import { makeHolder, removeHolder, sweepHolders } from './holder.js'
import type { Restoration } from './restoration.js'

/**
 * The code of a run in a temporary place, laid out as the user's own, so that relative paths mean what they meant:
 *
 *     workspace in the repository     holder/<top>/…/workspace     home = the counterpart of the workspace
 *     repository in the workspace     holder/…/<top>/              home = holder
 */
export interface Site {
  readonly repository: GitRepository
  /** The worktree; absolute, links followed, as all paths here. */
  readonly top: string
  /** Where the command runs. */
  readonly cwd: string
  /** The user's own folder that `cwd` stands for. */
  readonly ownCwd: string
  /** What stands for the workspace; undefined when it and the repository have nothing to do with each other. */
  readonly home: string | undefined
  /** Holds the worktree, and nothing of the user. */
  readonly holder: string
}

export interface SiteRequest {
  readonly run: Run
  /** Absolute; where the command is taken to have run when that was not recorded. */
  readonly cwd: string
  /** Told what an earlier process left behind. */
  readonly onSwept: (folder: string) => void
}

/**
 * Checks the commit of a run out into a worktree of its own and applies its patch. Undefined when that cannot be done: `restoration`
 * says why. Whoever gets a site closes it. Throws DISK_*.
 */
export function openSite(workspace: Workspace, request: SiteRequest, restoration: Restoration): Site | undefined {
  const ownCwd = ownFolderOf(workspace, request, restoration)
  const found = ownCwd === undefined ? undefined : openRepository(standing(ownCwd), workspace.environment)
  const hash = request.run.manifest.git_hash
  if (ownCwd === undefined) return undefined
  if (found === undefined) return refuse(restoration, `${ownCwd} is in no git repository`)
  if ('problem' in found) return refuse(restoration, found.problem)
  if (hash === null)
    return refuse(restoration, 'no commit was recorded: the code was in no git repository, or had none')
  if (!isCommitHash(hash)) return refuse(restoration, `"${hash}" is no hash of a commit`)
  for (const folder of sweepHolders(workspace, found)) request.onSwept(folder)
  if (!hasCommit(found, hash)) {
    const from = request.run.manifest.git_remote
    return refuse(
      restoration,
      `${found.top} has no commit ${hash}${from === null ? '' : `; git fetch it from ${from}`}`,
    )
  }
  return layOut(workspace, { found, hash, ownCwd, run: request.run }, restoration)
}

/** Removes the worktree and everything in it. Throws DISK_*. */
export function closeSite({ repository, holder, top }: Site): void {
  removeHolder(repository, holder, top)
}

/** Whether a path (absolute), all links followed, stays in a folder of the site; what is not there yet is judged by the folder above it. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, realPathOf(path))
  return !way.startsWith('..') && !isAbsolute(way)
}

function refuse(restoration: Restoration, why: string): undefined {
  restoration.stop('commit', why)
  return undefined
}

function ownFolderOf(workspace: Workspace, { run, cwd }: SiteRequest, restoration: Restoration): string | undefined {
  const place = run.manifest.cwd
  if (place === null) {
    restoration.lacks('path', `the folder of the command lay outside the workspace; ${cwd} is taken for it`)
    return realPathOf(cwd)
  }
  if (place === '.' || isRelPath(place)) return realPathOf(join(workspace.root, place))
  restoration.stop('command', `its folder "${place}" leads out of the workspace`)
  return undefined
}

/** With all links followed as far as the path is there. */
function realPathOf(path: string): string {
  const there = standing(path)
  return join(realPathIfThere(there) ?? there, relative(there, path))
}

/** The nearest folder upwards that is there. */
function standing(path: string): string {
  for (const folder of upwards(path)) if (realPathIfThere(folder) !== undefined) return folder
  return '/'
}

interface Ground {
  readonly found: GitRepository
  readonly hash: string
  readonly ownCwd: string
  readonly run: Run
}

function layOut(workspace: Workspace, ground: Ground, restoration: Restoration): Site | undefined {
  const { found, hash, ownCwd } = ground
  const root = realPathOf(workspace.root)
  const holder = makeHolder(workspace)
  const below = relative(root, found.top)
  const isBelow = below !== '' && !below.startsWith('..') && !isAbsolute(below)
  const top = join(holder, isBelow ? below : basename(found.top) || 'code')
  const above = relative(found.top, root)
  const home = isBelow ? holder : above.startsWith('..') || isAbsolute(above) ? undefined : join(top, above)
  const site: Site = { repository: found, top, cwd: join(top, relative(found.top, ownCwd)), ownCwd, home, holder }
  try {
    makeDirectories(dirname(top), 'rebuildable')
    const problem = addWorktree(found, top, hash)
    if (problem !== undefined) restoration.stop('commit', `${hash} cannot be checked out: ${problem}`)
    else fill(workspace, site, ground, restoration)
  } catch (error) {
    if (isRundirError(error)) closeSite(site)
    throw error
  }
  if (restoration.isPossible) return site
  closeSite(site)
  return undefined
}

function fill(workspace: Workspace, site: Site, { hash, run }: Ground, restoration: Restoration): void {
  restoration.can('commit', hash)
  const patch = `${workspace.root}/${run.dir}/source.patch`
  const facts = statIfThere(patch)
  if (facts?.kind === 'file' && facts.sizeBytes > 0) {
    const problem = applyPatch(site.repository, site.top, patch)
    if (problem === undefined) restoration.can('patch', `source.patch, ${facts.sizeBytes} bytes`)
    else restoration.stop('patch', `source.patch does not apply: ${problem}`)
  } else if (run.manifest.git_dirty === true && run.manifest.git_untracked.length === 0) {
    restoration.stop('patch', 'the tree had uncommitted changes, and there is no source.patch')
  }
  const filtered = filteredFiles(site.repository, site.top)
  if (filtered.length > 0) {
    restoration.lacks(
      'commit',
      `${filtered.length} files (${filtered[0]} …) stand there as git keeps them, without their filter (LFS?)`,
    )
  }
  if (statIfThere(`${site.top}/.gitmodules`) !== undefined)
    restoration.lacks('commit', 'submodules are not checked out')
  if (!isInside(site.top, site.cwd)) restoration.stop('command', 'its folder leads out of the commit through a link')
  else if (restoration.isPossible) makeDirectories(site.cwd, 'rebuildable')
}
