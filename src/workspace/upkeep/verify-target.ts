import { isAbsolute, relative, resolve } from 'node:path'
import { statIfThere } from '../../disk/read.js'
import { findKnownFolders } from '../../store/find.js'
import { locateRun } from '../find-run.js'
import type { Workspace } from '../open.js'

/** Folders to verify or repair, relative to the workspace. */
export interface Target {
  readonly kind: 'workspace' | 'runs'
  readonly dirs: readonly string[]
}

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
    const dirs = /^(?:outputs|runs)(?:\/|$)/.test(dir) ? [...findKnownFolders(root, dir)] : []
    if (dirs.length > 0) return { kind: 'runs', dirs: dirs.sort() }
  }
  return { kind: 'runs', dirs: [locateRun(workspace, text, cwd)] }
}

function everything(root: string): Target {
  return { kind: 'workspace', dirs: [...findKnownFolders(root)].sort() }
}
