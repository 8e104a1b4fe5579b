import { isClaimantGone } from '../../contract/take-inventory.js'
import { RundirError } from '../../error/rundir-error.js'
import { referenceOf } from '../../run/reference.js'
import { burnClaim } from '../../store/claim-note.js'
import { findRunFolders, isRunFolder } from '../../store/find.js'
import { pointLatest, readLatest } from '../../store/latest.js'
import { Damage, readRun } from '../../store/read.js'
import {
  emptyTrash,
  listTrash,
  measureTrash,
  moveToTrash,
  restoreFromTrash,
  type TrashEntry,
} from '../../store/trash.js'
import { nearestNames } from '../../value/nearest.js'
import { logDirOf } from '../exported.js'
import { locateRun } from '../find-run.js'
import { readerOf, type Workspace } from '../open.js'

/** What went to the trash, came back or is gone; keys as `--json` prints them. */
export interface TrashView {
  readonly id: string
  /** Of the run, relative to the workspace; null for leftovers that `repair` put aside. */
  readonly dir: string | null
  readonly reason: TrashEntry['reason']
  readonly at: string
  readonly paths: readonly string[]
  readonly size_bytes: number
}

/**
 * Moves a run and its logs to the trash; its name stays taken. `children` are runs that name it as a parent.
 * Throws RUN_UNKNOWN, RUN_AMBIGUOUS, and STATUS_ILLEGAL for a run that may still be written.
 */
export function removeRun(
  workspace: Workspace,
  text: string,
  cwd: string,
): TrashView & { readonly children: string[] } {
  const dir = locateRun(workspace, text, cwd)
  const run = readRun(readerOf(workspace), dir)
  if (!(run instanceof Damage) && (run.status === 'running' || run.status === 'unknown'))
    throw new RundirError('STATUS_ILLEGAL', `${dir} is ${run.status} and cannot be removed`, {
      hint: 'stop its program first; rundir finish ends a run that nobody ends',
    })
  if (run instanceof Damage && run.kind === 'unborn' && isClaimantGone(readerOf(workspace), dir) === false)
    throw new RundirError('STATUS_ILLEGAL', `${dir} is being made and cannot be removed`, {
      hint: 'the process that claimed it still runs',
    })
  const children = childrenOf(workspace, dir)
  const entry = trashRun(workspace, dir)
  pointAtNewestIfLost(workspace)
  return { ...viewOf(workspace, entry), children }
}

/** Moves a run, which nobody writes any more, and its logs to the trash. Pointers are left to the caller. Throws DISK_*. */
export function trashRun({ root, clock }: Workspace, dir: string): TrashEntry {
  return moveToTrash(root, { reason: 'removed', dir, paths: pathsOfRun(dir) }, clock.now())
}

/** All that belongs to a run, relative to the workspace: its folder, and its logs where they stand elsewhere. */
export function pathsOfRun(dir: string): string[] {
  const logs = logDirOf(dir)
  return logs.startsWith(`${dir}/`) ? [dir] : [dir, logs]
}

/** Everything in the trash, oldest first. */
export function listRemoved(workspace: Workspace): TrashView[] {
  return listTrash(workspace.root).map((entry) => viewOf(workspace, entry))
}

/** Moves an entry back to where it was: its id, or the path of its run or a unique part of it (the last one removed). Throws FILE_MISSING, FILE_EXISTS, RUN_AMBIGUOUS. */
export function restoreRemoved(workspace: Workspace, text: string): TrashView {
  const entries = listTrash(workspace.root)
  const entry =
    entries.findLast(({ id, dir }) => id === text || dir === text || dir?.endsWith(`/${text}`) === true) ??
    findByPart(entries, text)
  if (entry === undefined) {
    const near = nearestNames(
      text,
      entries.flatMap(({ id, dir }) => [id, dir ?? id]),
    )
    const hint = near.length > 0 ? `did you mean ${near.join(', ')}?` : 'rundir restore lists what there is'
    throw new RundirError('FILE_MISSING', `there is no "${text}" in the trash`, { hint })
  }
  const view = viewOf(workspace, entry)
  restoreFromTrash(workspace.root, entry)
  pointAtNewest(workspace)
  return view
}

/** The last entry of the one run whose path has this part. Throws RUN_AMBIGUOUS when several have. */
function findByPart(entries: readonly TrashEntry[], text: string): TrashEntry | undefined {
  const part = text.toLowerCase()
  const matching = entries.filter(({ dir }) => /[a-z0-9]/.test(part) && dir?.toLowerCase().includes(part) === true)
  const dirs = [...new Set(matching.map(({ dir }) => dir))]
  if (dirs.length < 2) return matching.at(-1)
  throw new RundirError('RUN_AMBIGUOUS', `"${text}" fits ${dirs.length} runs: ${dirs.slice(0, 5).join(', ')}`, {
    hint: 'give more of the name, or the id of the entry',
  })
}

/**
 * Deletes what lies in the trash for good: entries by id, or all. The names of purged runs stay taken, and their claims say so.
 * `plan`: nothing is deleted. Throws FILE_MISSING for an id that is not there.
 */
export function purgeTrash(workspace: Workspace, ids: readonly string[], mode: 'plan' | 'apply'): TrashView[] {
  const { root, clock } = workspace
  const entries = listTrash(root)
  const unknown = ids.find((id) => !entries.some((entry) => entry.id === id))
  if (unknown !== undefined)
    throw new RundirError('FILE_MISSING', `there is no ${unknown} in the trash`, {
      hint: 'rundir restore lists what there is',
    })
  const chosen = entries.filter((entry) => ids.length === 0 || ids.includes(entry.id))
  const views = chosen.map((entry) => viewOf(workspace, entry))
  if (mode === 'plan') return views
  for (const entry of chosen) {
    if (entry.reason === 'removed' && entry.dir !== null) burnClaim(root, entry.dir, clock.now())
    emptyTrash(root, entry)
  }
  return views
}

function viewOf({ root }: Workspace, entry: TrashEntry): TrashView {
  const { id, dir, reason, at, paths } = entry
  return { id, dir, reason, at, paths, size_bytes: measureTrash(root, entry) }
}

function childrenOf(workspace: Workspace, dir: string): string[] {
  const reader = readerOf(workspace)
  return [...findRunFolders(workspace.root)].filter((other) => {
    const run = readRun(reader, other)
    return !(run instanceof Damage) && run.manifest.parents.includes(referenceOf(dir))
  })
}

/** After runs went: `latest` names one that is there. */
export function pointAtNewestIfLost(workspace: Workspace): void {
  const { root } = workspace
  const pointed = readLatest({ root })
  if (pointed !== undefined && !isRunFolder(root, pointed)) pointAtNewest(workspace)
}

/** After a run went or came, `latest` names the newest that is there. */
function pointAtNewest(workspace: Workspace): void {
  const reader = readerOf(workspace)
  let newest: { dir: string; createdAt: number } | undefined
  for (const dir of findRunFolders(workspace.root)) {
    const run = readRun(reader, dir)
    const createdAt = run instanceof Damage ? Number.NaN : Date.parse(run.manifest.created_at)
    if (newest === undefined || createdAt > newest.createdAt) newest = { dir, createdAt }
  }
  if (newest !== undefined) pointLatest(workspace.space, { dir: newest.dir, logDir: logDirOf(newest.dir) })
}
