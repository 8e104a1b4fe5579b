import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { temporaryFolder, WorkspaceFolder } from '../kit/workspace-folder.js'

test('the repository of the folder where the command runs is recorded, wherever the workspace is', async () => {
  const workspace = new WorkspaceFolder()
  const code = temporaryFolder()
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: code })
  git('init', '-q')
  writeFileSync(join(code, 'train.sh'), 'echo 1\n')
  git('add', '.')
  git('commit', '-qm', 'first')
  writeFileSync(join(code, 'train.sh'), 'echo 2\n')
  writeFileSync(
    join(code, 'package-lock.json'),
    '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0"}}}',
  )

  await rundir(['--workspace', workspace.root, 'run', '--', 'sh', 'train.sh'], { cwd: code })
  const run = await answer(['-C', workspace.root, 'show', 'latest'])
  expect(run.git_hash).toBe(git('rev-parse', 'HEAD').toString().trim())
  expect(run).toMatchObject({ git_dirty: true, git_untracked: ['package-lock.json'], cwd: null, lockfile_path: null })
  expect(run.package_versions).toEqual({ a: '1.0.0' })
  expect(workspace.read(`${run.paths.run}/source.patch`)).toContain('+echo 2')
  expect(JSON.stringify(run)).not.toContain(code)
})
