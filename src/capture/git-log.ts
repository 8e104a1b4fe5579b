import type { Asker } from './git-ask.js'
import { askGit } from './git-ask.js'
import { isCommitHash, openRepository } from './git-repository.js'

/** A commit that one of two histories has and the other has not. */
export interface SideCommit {
  readonly side: 'a' | 'b'
  readonly hash: string
  /** First line of its message. */
  readonly subject: string
}

/** More are cut off: two runs that far apart are not compared commit by commit. */
const MAX_COMMITS = 1000

/**
 * What lies between two commits, newest first, at most 1,000; undefined when the repository that holds `folder` does not have both.
 * Nothing that the repository's configuration names is run.
 */
export function commitsBetween(
  folder: string,
  environment: Asker['environment'],
  a: string,
  b: string,
): SideCommit[] | undefined {
  if (!isCommitHash(a) || !isCommitHash(b)) return undefined
  const repository = openRepository(folder, environment)
  if (repository === undefined || 'problem' in repository) return undefined
  const format = ['--format=%m%H %s', '--left-right', `--max-count=${MAX_COMMITS}`, '--no-show-signature', '-z']
  const answer = askGit(repository.asker, ['log', ...format, `${a}...${b}`, '--'])
  if (answer.status !== 0) return undefined
  return answer.stdout
    .toString('utf8')
    .split('\0')
    .flatMap((record) => {
      const [, mark, hash = '', subject = ''] = /^([<>])([0-9a-f]+) (.*)$/s.exec(record) ?? []
      return mark === undefined ? [] : [{ side: mark === '<' ? 'a' : 'b', hash, subject }]
    })
}
