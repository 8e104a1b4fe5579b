import { dirname, join, relative, resolve } from 'node:path'
import { makeDirectories } from '../../disk/directory.js'
import { replacePointer } from '../../disk/link.js'
import { statIfThere } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'
import { upwards, type Workspace } from '../open.js'
import { RUN_FOLDERS } from './named-paths.js'
import { isInside, type Site } from './site.js'

/** Parses `--link` words to absolute paths of the user's own tree. Throws FILE_MISSING, PATH_ESCAPES for what is not in the repository. */
export function parseLinks(words: readonly string[], cwd: string, { repository }: Site): string[] {
  return words.map((word) => {
    const path = resolve(cwd, word)
    const place = relative(repository.top, path)
    if (place === '' || place.startsWith('..') || !isInside(repository.top, dirname(path))) {
      throw new RundirError('PATH_ESCAPES', `--link ${word} leads out of the repository ${repository.top}`, {
        hint: 'what lies outside is reached by its absolute path',
      })
    }
    if (statIfThere(path) !== undefined) return path
    throw new RundirError('FILE_MISSING', `--link ${word}: there is no such file or folder`, { hint: 'check the path' })
  })
}

/**
 * Lets the command see, where it is used to find them, the runs of the workspace, the files of `--link`, and `node_modules` when nothing
 * is installed. What the commit holds is never hidden.
 */
export function linkIntoSite(
  workspace: Workspace,
  site: Site,
  { links, installs }: { readonly links: readonly string[]; readonly installs: 'npm' | 'other' | 'nothing' },
): void {
  const { home, top, repository } = site
  if (home !== undefined) for (const folder of RUN_FOLDERS) link(site, join(home, folder), join(workspace.root, folder))
  const modules = installs === 'npm' ? undefined : nearestModules(site)
  for (const path of modules === undefined ? links : [...links, modules]) {
    link(site, join(top, relative(repository.top, path)), path)
  }
}

function link({ holder }: Site, at: string, target: string): void {
  if (statIfThere(target) === undefined || statIfThere(at) !== undefined || !isInside(holder, dirname(at))) return
  makeDirectories(dirname(at), 'rebuildable')
  replacePointer(at, target)
}

/** Where Node would look, from the user's own folder up to the top of the repository. */
function nearestModules({ ownCwd, repository }: Site): string | undefined {
  for (const folder of upwards(ownCwd)) {
    if (relative(repository.top, folder).startsWith('..')) return undefined
    if (statIfThere(join(folder, 'node_modules')) !== undefined) return join(folder, 'node_modules')
  }
  return undefined
}
