import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { captureGit } from '../../src/capture/git.js'
import { ENVIRONMENT, Repository } from './repository.js'

let repository: Repository
beforeEach(() => {
  repository = new Repository()
})
afterEach(() => {
  rmSync(`${repository.root}-clone`, { recursive: true, force: true })
  repository.remove()
})

/** The tracked tree as git would store it: modes, names and contents in one hash. */
function treeOf(folder: string): string {
  const run = (...args: string[]) => execFileSync('git', args, { cwd: folder, env: ENVIRONMENT, encoding: 'utf8' })
  run('add', '--all')
  return run('write-tree').trim()
}

/** Checks the commit out elsewhere, applies the patch there, and compares the trees. */
function expectRoundTrip(): void {
  const facts = captureGit(repository.root, ENVIRONMENT, [])
  const clone = `${repository.root}-clone`
  rmSync(clone, { recursive: true, force: true })
  if (facts.hash === null) new Repository(clone)
  else {
    repository.git('clone', '--quiet', repository.root, clone)
    execFileSync('git', ['checkout', '--quiet', '--detach', facts.hash], { cwd: clone, env: ENVIRONMENT })
  }
  if (facts.patch !== null) {
    writeFileSync(`${clone}/.git/source.patch`, facts.patch)
    const apply = ['apply', '--binary', '--index', '.git/source.patch']
    execFileSync('git', apply, { cwd: clone, env: ENVIRONMENT, stdio: 'pipe' })
  }
  expect(facts.untracked).toEqual([])
  expect(treeOf(clone)).toBe(treeOf(repository.root))
}

test('a patch gives back binary files, deletions, renames, modes, links, line ends and odd names', () => {
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index}\n`).join('')
  repository.write('text.txt', lines)
  repository.write('binary.bin', Buffer.from([0, 1, 2, 255, 0]))
  repository.write('gone.txt', 'bye\n')
  repository.write('gone.bin', Buffer.from([0, 9]))
  repository.write('old-name.py', lines)
  repository.write('old.bin', Buffer.alloc(5000, 7))
  repository.write('script.sh', '#!/bin/sh\n')
  repository.write('crlf.txt', 'a\r\nb\r\n')
  repository.write('no-newline.txt', 'end')
  repository.write('ünï "quoted"\ttab.txt', 'x\n')
  symlinkSync('text.txt', join(repository.root, 'link'))
  repository.commit()

  repository.write('text.txt', lines.replace('line 7\n', 'line seven\n'))
  repository.write('binary.bin', Buffer.from([0, 1, 3, 254, 0, 0]))
  repository.git('rm', '--quiet', 'gone.txt', 'gone.bin')
  repository.git('mv', 'old-name.py', 'new-name.py')
  repository.git('mv', 'old.bin', 'new.bin')
  repository.write('new-name.py', `${lines}more\n`)
  chmodSync(join(repository.root, 'script.sh'), 0o755)
  repository.write('crlf.txt', 'a\nb\r\nc\r\n')
  repository.write('no-newline.txt', 'end\n')
  repository.write('ünï "quoted"\ttab.txt', 'y')
  rmSync(join(repository.root, 'link'))
  symlinkSync('new-name.py', join(repository.root, 'link'))
  repository.write('added.txt', 'new\n')
  repository.write('empty.txt', '')
  repository.git('add', 'added.txt', 'empty.txt')
  expectRoundTrip()
})

test('a patch gives back what was added before the first commit', () => {
  repository.write('a.txt', 'a\n')
  repository.write('b.bin', Buffer.from([0, 1]))
  repository.git('add', '--all')
  repository.write('a.txt', 'changed after\n')
  expectRoundTrip()
})

test('a patch does not depend on how the user likes to see differences', () => {
  repository.write('a.txt', 'one\n\ntwo\n')
  repository.write('sub/b.txt', 'one\n')
  repository.commit()
  const tastes: Record<string, string> = {
    'color.ui': 'always',
    'color.diff': 'always',
    'diff.noprefix': 'true',
    'diff.mnemonicPrefix': 'true',
    'diff.srcPrefix': 'x/',
    'diff.context': '0',
    'diff.interHunkContext': '9',
    'diff.renames': 'copies',
    'diff.suppressBlankEmpty': 'true',
    'diff.relative': 'true',
    'diff.wsErrorHighlight': 'all',
    'diff.colorMoved': 'zebra',
    'diff.algorithm': 'patience',
    'diff.orderFile': '/nonexistent',
    'status.short': 'true',
    'status.branch': 'false',
    'status.showUntrackedFiles': 'no',
    'core.quotePath': 'false',
    'core.pager': 'false',
  }
  for (const [key, value] of Object.entries(tastes)) repository.git('config', key, value)
  repository.write('a.txt', 'one\n\nTWO\n')
  repository.write('sub/b.txt', 'ONE\n')
  expectRoundTrip()
})

test('a patch that was taken during a merge applies', () => {
  repository.write('a.txt', 'base\n')
  repository.commit()
  repository.git('checkout', '--quiet', '-b', 'side')
  repository.write('a.txt', 'side\n')
  repository.commit()
  repository.git('checkout', '--quiet', 'main')
  repository.write('a.txt', 'main\n')
  repository.commit()
  expect(() => repository.git('merge', 'side')).toThrow()
  expectRoundTrip()
})

test('any change of tracked files comes back', () => {
  const content = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', '\t', ' '), maxLength: 30 }),
    fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
  )
  const tree = fc.dictionary(fc.constantFrom('a', 'b', 'c d', 'e/f', 'e/g', 'ü'), content, { minKeys: 1 })
  fc.assert(
    fc.property(tree, tree, (before, after) => {
      repository.remove()
      repository = new Repository(repository.root)
      for (const [path, bytes] of Object.entries(before)) repository.write(path, bytes)
      repository.commit()
      repository.git('rm', '-r', '--quiet', '.')
      for (const [path, bytes] of Object.entries(after)) repository.write(path, bytes)
      repository.git('add', '--all')
      expectRoundTrip()
    }),
    { numRuns: process.env['RUNDIR_SOAK'] === undefined ? 25 : 1000 },
  )
})
