import { spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { captureGit } from '../../src/capture/git.js'
import { ENVIRONMENT, Repository } from './repository.js'

let repository: Repository
beforeEach(() => {
  repository = new Repository()
  repository.write('a.txt', 'one\n')
  repository.write('b.bin', Buffer.from([0, 1]))
  repository.commit()
})
afterEach(() => repository.remove())

/** A program that leaves a mark when it runs; it still does the work of a filter, unless told otherwise. */
function trap(name: string, work = 'cat'): string {
  const path = join(repository.root, '.git', `trap-${name}`)
  writeFileSync(path, `#!/bin/sh\ntouch "${join(repository.root, '.git', `ran-${name}`)}"\n${work}\n`, { mode: 0o755 })
  return path
}

function marks(): string[] {
  return readdirSync(join(repository.root, '.git')).filter((name) => name.startsWith('ran-'))
}

/** Changed in content, in time only, and not known. */
function makeDirty(): void {
  repository.write('a.txt', 'two\n')
  repository.write('b.bin', Buffer.from([0, 1]))
  repository.write('new.txt', 'new\n')
}

const driver = (kind: string) => (name: string) => {
  repository.write('.git/info/attributes', '* filter=evil diff=evil merge=evil\n')
  repository.git('config', kind, trap(name))
}
const setting = (key: string) => (name: string) => repository.git('config', key, trap(name))

const TRAPS: Readonly<Record<string, (name: string) => void>> = {
  fsmonitor: setting('core.fsmonitor'),
  hooks: (name) => {
    for (const hook of ['post-index-change', 'pre-commit', 'post-checkout', 'fsmonitor-watchman']) {
      writeFileSync(join(repository.root, '.git/hooks', hook), `#!/bin/sh\nexec "${trap(name)}"\n`, { mode: 0o755 })
    }
  },
  'hooks-elsewhere': (name) => {
    repository.write('evil/post-index-change', `#!/bin/sh\nexec "${trap(name)}"\n`)
    chmodSync(join(repository.root, 'evil/post-index-change'), 0o755)
    repository.git('config', 'core.hooksPath', join(repository.root, 'evil'))
  },
  'external-diff': setting('diff.external'),
  'diff-command': driver('diff.evil.command'),
  textconv: driver('diff.evil.textconv'),
  clean: driver('filter.evil.clean'),
  smudge: driver('filter.evil.smudge'),
  process: driver('filter.evil.process'),
  required: (name) => {
    driver('filter.evil.clean')(name)
    repository.git('config', 'filter.evil.required', 'true')
  },
  'dotted-filter': (name) => {
    repository.write('.git/info/attributes', '* filter=ev.il.x\n')
    repository.git('config', 'filter.ev.il.x.clean', trap(name))
  },
  'upper-case-filter': (name) => {
    repository.write('.git/info/attributes', '* filter=EvIl\n')
    repository.git('config', 'FILTER.EvIl.CLEAN', trap(name))
  },
  'equals-filter': (name) => {
    repository.write('.git/info/attributes', '* filter=e=vil\n')
    repository.git('config', 'filter.e=vil.clean', trap(name))
  },
  'included-filter': (name) => {
    repository.write('.git/info/attributes', '* filter=evil\n')
    repository.write('.git/more', `[filter "evil"]\n\tclean = ${trap(name)}\n`)
    repository.git('config', 'include.path', 'more')
  },
  'tracked-attributes': (name) => {
    repository.write('.gitattributes', '*.txt filter=evil\n')
    repository.git('config', 'filter.evil.clean', trap(name))
  },
  credential: setting('credential.helper'),
  askpass: setting('core.askPass'),
  pager: (name) => {
    for (const key of ['core.pager', 'pager.status', 'pager.diff', 'pager.config', 'pager.ls-files']) {
      repository.git('config', key, trap(name))
    }
  },
  alias: (name) => {
    for (const command of ['status', 'diff', 'config', 'ls-files']) {
      repository.git('config', `alias.${command}`, `!${trap(name)}`)
    }
  },
  ssh: setting('core.sshCommand'),
  editor: setting('core.editor'),
  'lazy-fetch': (name) => {
    // A blob that is missing is fetched from a promising remote, by the program that the remote names.
    const blob = repository.git('rev-parse', 'HEAD:a.txt').trim()
    const values = {
      'core.repositoryFormatVersion': '1',
      'extensions.partialClone': 'origin',
      'remote.origin.url': repository.root,
      'remote.origin.promisor': 'true',
      'remote.origin.uploadPack': trap(name, 'exit 1'),
      'protocol.file.allow': 'always',
    }
    for (const [key, value] of Object.entries(values)) repository.git('config', key, value)
    rmSync(join(repository.root, '.git/objects', blob.slice(0, 2), blob.slice(2)))
  },
  submodule: (name) => {
    const inner = new Repository(join(repository.root, 'inner'))
    inner.write('x.txt', '1\n')
    inner.commit()
    repository.write('.gitmodules', '[submodule "inner"]\n\tpath = inner\n\turl = ./inner\n\tignore = none\n')
    repository.git('-c', 'protocol.file.allow=always', 'add', '.gitmodules', 'inner')
    repository.git('config', 'submodule.inner.ignore', 'none')
    repository.git('config', 'diff.submodule', 'diff')
    inner.write('x.txt', '2\n')
    inner.git('config', 'core.fsmonitor', trap(name))
    inner.write('.git/info/attributes', '* filter=evil\n')
    inner.git('config', 'filter.evil.clean', trap(name))
  },
}

/** These do run when a person asks git in the ordinary way, so their silence below means something. */
const LIVE = ['fsmonitor', 'hooks', 'hooks-elsewhere', 'external-diff', 'diff-command', 'textconv', 'clean', 'process']
const LIVE_FILTERS = ['required', 'dotted-filter', 'upper-case-filter', 'equals-filter', 'included-filter']
const LIVE_ELSEWHERE = ['tracked-attributes', 'lazy-fetch', 'submodule']

test.each(Object.entries(TRAPS))('a repository with the trap %s runs nothing', (name, lay) => {
  lay(name)
  makeDirty()
  rmSync(join(repository.root, '.git', `ran-${name}`), { force: true })
  const facts = captureGit(repository.root, ENVIRONMENT, [])
  expect(marks()).toEqual([])
  // It was really asked, unless it could not be asked safely.
  if (facts.problem === null) expect(facts.dirty).toBe(true)
})

test.each([...LIVE, ...LIVE_FILTERS, ...LIVE_ELSEWHERE])('the trap %s is a real one', (name) => {
  TRAPS[name]?.(name)
  makeDirty()
  rmSync(join(repository.root, '.git', `ran-${name}`), { force: true })
  for (const command of [['status'], ['diff', 'HEAD']]) {
    spawnSync('git', command, { cwd: repository.root, env: ENVIRONMENT, timeout: 20_000 })
  }
  expect(marks()).toEqual([`ran-${name}`])
})
