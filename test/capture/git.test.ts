import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { captureGit, MAX_UNTRACKED } from '../../src/capture/git.js'
import { ENVIRONMENT, Repository } from './repository.js'

const OWN = ['outputs', 'runs', 'logs', '.rundir']
const capture = (folder: string) => captureGit(folder, ENVIRONMENT, OWN)

let repository: Repository
beforeEach(() => {
  repository = new Repository()
})
afterEach(() => repository.remove())

describe('a repository', () => {
  test('that is clean has a hash, a branch and no patch', () => {
    repository.write('a.txt', 'a\n')
    const hash = repository.commit()
    expect(capture(repository.root)).toEqual({
      hash,
      short8: hash.slice(0, 8),
      branch: 'main',
      remote: null,
      dirty: false,
      untracked: [],
      patch: null,
      patchProblem: null,
      problem: null,
    })
  })

  test('whose files were only touched is clean', () => {
    repository.write('a.txt', 'a\n')
    repository.commit()
    repository.write('a.txt', 'a\n')
    expect(capture(repository.root)).toMatchObject({ dirty: false, patch: null })
  })

  test('that is dirty by files that git does not know lists them, but never runs or ignored files', () => {
    repository.write('.gitignore', '*.tmp\n')
    repository.commit()
    for (const path of ['new/deep/b.py', 'new/x.tmp', 'a b.py', 'outputs/r1/m.json', 'runs/x', 'logs/y', '.rundir/z'])
      repository.write(path, 'x')
    expect(capture(repository.root)).toMatchObject({ dirty: true, untracked: ['a b.py', 'new/deep/b.py'], patch: null })
  })

  test('that holds nothing new but runs is clean', () => {
    repository.commit()
    repository.write('outputs/r1/m.json', '{}')
    expect(capture(repository.root)).toMatchObject({ dirty: false, untracked: [] })
  })

  test('tells a folder beside the runs from the runs', () => {
    repository.write('.keep', '')
    repository.commit()
    repository.write('outputs-of-mine/a', '')
    expect(capture(repository.root).untracked).toEqual(['outputs-of-mine/a'])
  })

  test('lists at most 1,000 unknown files', () => {
    repository.commit()
    for (let index = 0; index < MAX_UNTRACKED + 200; index++) repository.write(`data/${index}`, '')
    expect(capture(repository.root).untracked).toHaveLength(MAX_UNTRACKED)
  })

  test('above the workspace is found, and its paths are its own', () => {
    repository.write('top.py', '1\n')
    repository.write('work/in.py', '1\n')
    const hash = repository.commit()
    repository.write('top.py', '2\n')
    repository.write('work/outputs/r1/m.json', '{}')
    repository.write('work/fresh.py', '')
    repository.write('outputs/not-ours', '')
    const facts = capture(join(repository.root, 'work'))
    expect(facts).toMatchObject({ hash, untracked: ['outputs/not-ours', 'work/fresh.py'] })
    expect(facts.patch?.toString()).toContain('b/top.py')
  })

  test('is found through a link to the workspace', () => {
    repository.write('work/in.py', '1\n')
    const hash = repository.commit()
    repository.write('work/outputs/r1/m.json', '{}')
    const link = `${repository.root}-link`
    symlinkSync(join(repository.root, 'work'), link)
    expect(capture(link)).toMatchObject({ hash, dirty: false })
    rmSync(link)
  })

  test('without a commit has no hash, and a patch of what was added', () => {
    repository.write('a.txt', 'a\n')
    repository.git('add', 'a.txt')
    const facts = capture(repository.root)
    expect(facts).toMatchObject({ hash: null, short8: 'nogit', branch: 'main', dirty: true })
    expect(facts.patch?.toString()).toContain('new file mode')
  })

  test('with a detached head has no branch', () => {
    const hash = repository.commit()
    repository.git('checkout', '--quiet', '--detach')
    expect(capture(repository.root)).toMatchObject({ hash, branch: null })
  })

  test('names the remote of its branch without credentials', () => {
    repository.commit()
    repository.git('remote', 'add', 'origin', 'https://joe:hunter22@example.org/a.git')
    expect(capture(repository.root).remote).toBe('https://***@example.org/a.git')
    repository.git('remote', 'add', 'mine', 'git@example.org:me/a.git')
    repository.git('config', 'branch.main.remote', 'mine')
    expect(capture(repository.root).remote).toBe('git@example.org:me/a.git')
  })

  test('does not tell the path of a remote on this machine', () => {
    repository.commit()
    repository.git('remote', 'add', 'origin', '/home/joe/a.git')
    expect(capture(repository.root).remote).toBeNull()
  })

  test('has no patch above the limit, and says why', () => {
    repository.write('big.bin', 'x')
    repository.commit()
    // Lines cannot be shortened as binary content can.
    repository.write('big.bin', `${'0123456789abcde\n'.repeat(4 * 1024 * 1024 + 1024)}`)
    const facts = capture(repository.root)
    expect(facts).toMatchObject({ dirty: true, patch: null })
    expect(facts.patchProblem).toContain('larger than 64 MiB')
  })

  test('is asked itself, whatever repository a hook speaks of', () => {
    const hash = repository.commit()
    const other = new Repository()
    other.write('x', '')
    other.commit()
    const environment = { ...ENVIRONMENT, GIT_DIR: join(other.root, '.git'), GIT_WORK_TREE: other.root }
    expect(captureGit(repository.root, environment, []).hash).toBe(hash)
    other.remove()
  })

  test('that git refuses is told as a problem', () => {
    repository.commit()
    renameSync(join(repository.root, '.git/HEAD'), join(repository.root, '.git/gone'))
    const facts = captureGit(repository.root, { ...ENVIRONMENT, GIT_CEILING_DIRECTORIES: tmpdir() }, [])
    expect(facts).toMatchObject({ hash: null, short8: 'nogit', dirty: null })
    expect(facts.problem).toContain('not a git repository')
  })
})

describe('without git', () => {
  test('a folder outside any repository has no facts', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rundir-plain-')))
    writeFileSync(join(folder, 'a'), '')
    expect(capture(folder)).toMatchObject({ hash: null, short8: 'nogit', dirty: null, problem: null })
    rmSync(folder, { recursive: true })
  })

  test('a folder that is not there has no facts', () => {
    expect(capture('/nonexistent/folder')).toMatchObject({ hash: null, short8: 'nogit' })
  })

  test('a repository has no facts, and the reason is told', () => {
    repository.commit()
    mkdirSync(join(repository.root, 'empty'))
    const facts = captureGit(repository.root, { PATH: join(repository.root, 'empty') }, [])
    expect(facts).toMatchObject({ hash: null, short8: 'nogit', problem: 'git is not installed' })
  })
})
