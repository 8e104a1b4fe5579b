import type { Asker } from './git-ask.js'
import { askGit, whyNot } from './git-ask.js'
import type { GitRepository } from './git-repository.js'

/** A commit of a large repository takes its time. */
const LONG = { timeoutMs: 30 * 60_000 } as const

/** All files of the commit are wanted, and none of another repository. */
const WHOLE = ['core.sparseCheckout=false', 'submodule.recurse=false', 'apply.ignoreWhitespace=no']

/** Whether the repository has a commit (`hash` is one by its form). */
export function hasCommit({ asker }: GitRepository, hash: string): boolean {
  return askGit(asker, ['cat-file', '-e', `${hash}^{commit}`]).status === 0
}

/**
 * Checks a commit out into a new folder at `path` (absolute), as a worktree of the repository; why not, when that fails. No hook and no
 * filter runs, nothing is fetched, and the user's own tree is not touched.
 */
export function addWorktree(repository: GitRepository, path: string, hash: string): string | undefined {
  const answer = askGit(whole(repository), ['worktree', 'add', '--quiet', '--detach', path, hash], LONG)
  return answer.status === 0 ? undefined : whyNot(answer)
}

/**
 * Applies a patch (absolute path of a file) to a worktree and its index, all of it or nothing; why not, when that fails. Git refuses a
 * patch that leads out of the worktree, through a link, or into `.git`.
 */
export function applyPatch(repository: GitRepository, path: string, patch: string): string | undefined {
  const asker = { ...whole(repository), folder: path }
  const answer = askGit(asker, ['apply', '--index', '--binary', '--whitespace=nowarn', '--', patch], LONG)
  return answer.status === 0 ? undefined : whyNot(answer).replace(/^error: /, '')
}

/** Files of a worktree that a filter (such as git LFS) would fill, at most those of one answer. */
export function filteredFiles(repository: GitRepository, path: string): string[] {
  const filters = repository.config.filters.filter((name) => /^[\w-]+$/.test(name))
  if (filters.length === 0) return []
  const paths = filters.map((name) => `:(attr:filter=${name})`)
  const answer = askGit({ ...whole(repository), folder: path }, ['ls-files', '-z', '--', ...paths], LONG)
  return answer.stdout.toString('utf8').split('\0').slice(0, -1)
}

/** Makes the repository forget a worktree whose folder is gone. */
export function forgetWorktree(repository: GitRepository, path: string): void {
  askGit(whole(repository), ['worktree', 'remove', '--force', '--force', path], LONG)
}

/** Absolute paths of all worktrees, the user's own ones too. */
export function listWorktrees({ asker }: GitRepository): string[] {
  const lines = askGit(asker, ['worktree', 'list', '--porcelain']).stdout.toString('utf8').split('\n')
  return lines.filter((line) => line.startsWith('worktree ')).map((line) => line.slice('worktree '.length))
}

/** Asked at the top: paths of a patch and of a listing start there. */
function whole({ asker, top }: GitRepository): Asker {
  return { ...asker, folder: top, settings: [...asker.settings, ...WHOLE] }
}
