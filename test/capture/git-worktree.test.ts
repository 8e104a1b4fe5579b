import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openRepository } from '../../src/capture/git-repository.js'
import { addWorktree, applyPatch, forgetWorktree, hasCommit, listWorktrees } from '../../src/capture/git-worktree.js'
import { temporaryFolder } from '../kit/workspace-folder.js'
import { ENVIRONMENT, Repository } from './repository.js'

function makeRepository(): {
  repository: Repository
  opened: Exclude<ReturnType<typeof openRepository>, undefined | { problem: string }>
} {
  const repository = new Repository()
  onTestFinished(() => repository.remove())
  repository.write('train.py', 'x\n')
  const opened = openRepository(repository.root, ENVIRONMENT)
  if (opened === undefined || 'problem' in opened) throw new Error('no repository')
  return { repository, opened }
}

const created = (path: string, mode = '100644', content = 'pwned'): string =>
  `diff --git a/${path} b/${path}\nnew file mode ${mode}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${content}\n\\ No newline at end of file\n`

test('no patch writes outside its worktree, through a link, or into .git', () => {
  const { repository, opened } = makeRepository()
  const target = temporaryFolder()
  symlinkSync(target, join(repository.root, 'committed-link'))
  const hash = repository.commit()
  const holder = temporaryFolder()
  const worktree = join(holder, 'deep/code')
  expect(addWorktree(opened, worktree, hash)).toBeUndefined()
  const refused = [
    created('../pwned'),
    created('../../pwned'),
    created('x/../../pwned'),
    created('./x/./../../pwned'),
    created('x').replaceAll('b/x', `/${target}/pwned`),
    created('link', '120000', target) + created('link/pwned'),
    created('committed-link/pwned'),
    created('.git/hooks/post-checkout', '100755'),
    created('.git'),
    created('.GIT/config'),
    created('sub/.git/config'),
    'diff --git a/train.py b/../pwned\nsimilarity index 100%\nrename from train.py\nrename to ../pwned\n',
    'diff --git a/train.py b/train.py\nold mode 100644\nnew mode 120000\n',
    'no patch at all\n',
    created('good') + created('../bad'),
  ]
  const patch = join(holder, 'source.patch')
  for (const text of refused) {
    writeFileSync(patch, text)
    expect([text, applyPatch(opened, worktree, patch)]).toEqual([text, expect.stringMatching(/./)])
    expect([text, readdirSync(worktree).sort()]).toEqual([text, ['.git', 'committed-link', 'train.py']])
  }
  // The leading slash goes with the first part of the path, as in any patch: what is left lies in the worktree.
  writeFileSync(patch, created('y').replaceAll(/[ab]\/y/g, `${target}/pwned`))
  expect(applyPatch(opened, worktree, patch)).toBeUndefined()
  expect(existsSync(join(worktree, target, 'pwned'))).toBe(true)
  expect([readdirSync(target), readdirSync(holder).sort(), readdirSync(join(holder, 'deep'))]).toEqual([
    [],
    ['deep', 'source.patch'],
    ['code'],
  ])
  expect(readFileSync(join(repository.root, '.git/config'), 'utf8')).not.toContain('pwned')
  expect(repository.git('status', '--porcelain')).toBe('')
})

test('a worktree is forgotten when its folder is gone, and a commit that is not there is told', () => {
  const { repository, opened } = makeRepository()
  const hash = repository.commit()
  const path = join(temporaryFolder(), 'code')
  expect([hasCommit(opened, hash), hasCommit(opened, '0'.repeat(40))]).toEqual([true, false])
  expect(addWorktree(opened, path, '0'.repeat(40))).toMatch(/invalid reference/)
  expect(addWorktree(opened, path, hash)).toBeUndefined()
  expect(listWorktrees(opened)).toEqual([repository.root, path])
  forgetWorktree(opened, path)
  expect(listWorktrees(opened)).toEqual([repository.root])
})
