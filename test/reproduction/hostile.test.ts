import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rundir } from '../kit/command.js'
import { temporaryFolder } from '../kit/workspace-folder.js'
import { Project } from './project.js'

const created = (path: string, mode = '100644', content = 'pwned'): string =>
  `diff --git a/${path} b/${path}\nnew file mode ${mode}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${content}\n\\ No newline at end of file\n`

test('a patch that leads out stops the run, and nothing is left of it', async () => {
  const project = new Project()
  project.repository.commit()
  const name = project.handmade(1, { git_dirty: true })
  project.write(`outputs/${name}/source.patch`, created('../pwned'))
  const report = await project.reproduce(name)
  expect(report).toMatchObject({ status: 1, run: null, verdict: 'incomparable' })
  const why = expect.stringMatching(/^source.patch does not apply: invalid path '\.\.\/pwned'/)
  expect(report.missing).toEqual([{ what: 'patch', why, stops: true }])
  expect(project.leftovers()).toEqual([])
})

test('a patch that turns the folder of the command, of the packages or of the runs into a link leads nowhere', async () => {
  const project = new Project()
  const target = temporaryFolder()
  mkdirSync(join(target, 'code'))
  writeFileSync(join(target, 'package-lock.json'), '{}')
  project.repository.commit()
  const name = project.handmade(1, { git_dirty: true, cwd: 'code', package_source: 'package-lock.json' })
  project.write(`outputs/${name}/source.patch`, created('code', '120000', target))
  const report = await project.reproduce(name)
  expect(report.missing).toContainEqual({
    what: 'command',
    why: 'its folder leads out of the commit through a link',
    stops: true,
  })
  const other = project.handmade(2, { git_dirty: true, package_source: 'package-lock.json' })
  project.write(
    `outputs/${other}/source.patch`,
    created('package-lock.json', '120000', join(target, 'package-lock.json')),
  )
  expect((await project.reproduce(other, '--dry-run')).missing).toContainEqual({
    what: 'packages',
    why: expect.stringContaining('not part of the commit'),
    stops: false,
  })
  project.write(`outputs/${other}/source.patch`, created('outputs', '120000', target))
  await project.reproduce(other)
  expect(project.leftovers()).toEqual([])
  expect(existsSync(join(target, 'model-dataset-full-run2'))).toBe(false)
})

test('nothing that the repository is set up to run is run by a checkout or a patch', async () => {
  const project = new Project()
  const marker = join(temporaryFolder(), 'ran')
  project.write('.gitattributes', '*.bin filter=trap\n')
  project.write('x.bin', 'as git keeps it\n')
  project.repository.commit()
  for (const key of ['clean', 'smudge', 'process'])
    project.repository.git('config', `filter.trap.${key}`, `touch ${marker}`)
  project.repository.git('config', 'core.fsmonitor', `touch ${marker}`)
  for (const hook of ['post-checkout', 'post-index-change', 'applypatch-msg', 'reference-transaction']) {
    project.write(`.git/hooks/${hook}`, `#!/bin/sh\ntouch ${marker}\n`)
    chmodSync(project.path(`.git/hooks/${hook}`), 0o755)
  }
  const name = project.handmade(1, { git_dirty: true, command: ['cat', 'x.bin'] })
  project.write(`outputs/${name}/source.patch`, created('new.bin'))
  const report = await project.reproduce(name)
  expect(report.missing).toContainEqual({
    what: 'commit',
    why: expect.stringContaining('without their filter'),
    stops: false,
  })
  expect(report.run).not.toBeNull()
  expect(existsSync(marker)).toBe(false)
})

test('a manifest from elsewhere decides only what the help says: command words are words, variables and terminals are safe', async () => {
  const project = new Project()
  project.write('show.mjs', 'console.log(process.env.LD_PRELOAD, process.env.PATH === undefined, process.env.TZ)\n')
  project.repository.commit()
  const environment = { LD_PRELOAD: '/tmp/x.so', PATH: '', NODE_OPTIONS: '--require /tmp/x', TZ: 'UTC', LANG: 'a\0b' }
  const shown = project.handmade(1, { command: ['node', 'show.mjs'], environment })
  const done = await rundir(['reproduce', shown], project.surroundings)
  expect(done.stderr).toContain('undefined false UTC')
  const dash = project.handmade(2, { command: ['--version', '\u001b[31m; touch pwned'] })
  const refused = await rundir(['reproduce', dash], project.surroundings)
  expect([refused.status, refused.stdout, refused.stderr.includes('\u001b')]).toEqual([127, '', false])
  expect(refused.stderr).toContain('runs --version')
  const words = project.handmade(3, { command: ['echo', '$(touch pwned)', '; touch pwned'] })
  expect((await rundir(['reproduce', words], project.surroundings)).stderr).toContain('$(touch pwned) ; touch pwned')
  expect(project.has('pwned')).toBe(false)
  expect(project.leftovers()).toEqual([])
})
