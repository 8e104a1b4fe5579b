import { isAbsolute, relative, resolve } from 'node:path'
import { listEntries } from '../../disk/directory.js'
import { statIfThere } from '../../disk/read.js'
import { nameClaimPath } from '../../store/claim.js'
import { isRunFolder, listCandidates } from '../../store/find.js'
import { locateRun } from '../find-run.js'
import type { Workspace } from '../open.js'

/** Folders to verify or repair, relative to the workspace. */
export interface Target {
  readonly kind: 'workspace' | 'runs'
  readonly dirs: readonly string[]
}

const MAX_DEPTH = 8

/**
 * What a person means by nothing (the whole workspace), by a folder (all runs below it), or by a run. A folder whose name was
 * claimed counts as a run although it has no manifest. Throws RUN_UNKNOWN, RUN_AMBIGUOUS.
 */
export function findTarget(workspace: Workspace, text: string | undefined, cwd: string): Target {
  const { root } = workspace
  if (text === undefined) return everything(root)
  const dir = relative(root, resolve(cwd, text)).replaceAll('\\', '/')
  const isInside = !dir.startsWith('..') && !isAbsolute(dir)
  if (isInside && text !== 'latest' && statIfThere(resolve(cwd, text))?.kind === 'directory') {
    if (dir === '') return everything(root)
    const dirs = dir === 'outputs' || dir === 'runs' ? below(root, dir) : [...search(root, dir)]
    if (dirs.length > 0) return { kind: 'runs', dirs: dirs.sort() }
  }
  return { kind: 'runs', dirs: [locateRun(workspace, text, cwd)] }
}

function everything(root: string): Target {
  const dirs = listCandidates(root).flatMap((candidate) => [...search(root, candidate)])
  return { kind: 'workspace', dirs: dirs.sort() }
}

function below(root: string, folder: string): string[] {
  return foldersIn(root, folder).flatMap((dir) => [...search(root, dir)])
}

function* search(root: string, dir: string): Generator<string> {
  if (isRunFolder(root, dir) || statIfThere(`${root}/${nameClaimPath(dir)}`) !== undefined) yield dir
  else if (dir.startsWith('runs/') && dir.split('/').length < MAX_DEPTH) {
    for (const inner of foldersIn(root, dir)) yield* search(root, inner)
  }
}

function foldersIn(root: string, folder: string): string[] {
  return listEntries(`${root}/${folder}`)
    .filter((entry) => entry.kind === 'directory' && !entry.name.startsWith('.'))
    .map((entry) => `${folder}/${entry.name}`)
}
