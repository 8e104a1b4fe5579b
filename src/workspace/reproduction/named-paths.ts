import { isAbsolute, join, relative, resolve } from 'node:path'
import { statIfThere } from '../../disk/read.js'
import { isRundirError } from '../../error/rundir-error.js'
import type { Run } from '../../store/read.js'
import type { Workspace } from '../open.js'
import type { Restoration } from './restoration.js'
import type { Site } from './site.js'

/** A text of the settings or the command, and where it stands. */
export type NamedText = readonly [where: string, text: string]

/** Folders of the workspace whose runs a command may name; they are linked into the worktree. */
export const RUN_FOLDERS = ['outputs', 'runs'] as const

/** Words of a command that may name a file: `--data=x/y` does by its end. The program itself is not looked at. */
export function namedInCommand(command: readonly string[]): NamedText[] {
  return command.slice(1).map((word) => ['the command', word.replace(/^-{1,2}[\w.-]+=/, '')])
}

/** Finds the files that settings and command name and that the commit does not hold. */
export function checkPaths(
  workspace: Workspace,
  { site, run, links }: { readonly site: Site; readonly run: Run; readonly links: readonly string[] },
  texts: readonly NamedText[],
  restoration: Restoration,
): void {
  const told = new Set<string>()
  for (const [where, text] of texts) {
    const problem = problemOf(workspace, { site, run, links }, text)
    if (problem === undefined || told.has(`${where} ${text}`)) continue
    told.add(`${where} ${text}`)
    const [kind, why] = problem
    if (kind === 'stop') restoration.stop('path', `${where} names ${text}, ${why}`)
    else restoration.lacks(kind, `${where} names ${text}, ${why}`)
  }
}

type Problem = readonly ['stop' | 'path' | 'parent' | 'model', string]

function problemOf(
  workspace: Workspace,
  { site, run, links }: { readonly site: Site; readonly run: Run; readonly links: readonly string[] },
  text: string,
): Problem | undefined {
  if (text.startsWith('local://')) return ['model', 'which is taken as it is now']
  if (!mayBePath(text)) return undefined
  const own = resolve(site.ownCwd, text)
  if (isBelow(join(workspace.root, run.dir), own))
    return ['stop', 'the folder of the run itself, and would write there again']
  if (RUN_FOLDERS.some((folder) => isBelow(join(workspace.root, folder), own)))
    return isThere(own) ? undefined : ['parent', 'which is not there any more']
  if (isAbsolute(text)) {
    if (!isThere(text)) return ['path', 'which is not there']
    return isBelow(site.repository.top, text)
      ? ['path', 'which is in your own tree, not in the commit']
      : ['path', 'which is taken as it is now']
  }
  if (isThere(resolve(site.cwd, text)) || !isThere(own) || links.some((link) => isBelow(link, own))) return undefined
  const place = relative(site.repository.top, own)
  return place.startsWith('..')
    ? ['path', 'which is outside the repository']
    : [
        'path',
        `which is in your own tree, not in the commit (--link ${relative(site.ownCwd, own)} lets the run see it)`,
      ]
}

/** Longer than any path, or no path at all: text for the program. */
function mayBePath(text: string): boolean {
  return text !== '' && text !== '.' && text !== '/' && text.length < 1024 && !/[\0\r\n]|:\/\//.test(text)
}

function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

/** What cannot be looked at is not there for the program either. */
function isThere(path: string): boolean {
  try {
    return statIfThere(path) !== undefined
  } catch (error) {
    if (!isRundirError(error)) throw error
    return false
  }
}
