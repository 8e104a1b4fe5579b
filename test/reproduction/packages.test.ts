import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rundir } from '../kit/command.js'
import { temporaryFolder } from '../kit/workspace-folder.js'
import { Project } from './project.js'

/** Installs a version of the one dependency, a tarball beside the lockfile: no network is needed. */
function installDependency(project: Project, version: string): void {
  const npm = (folder: string, ...args: string[]) =>
    execFileSync('npm', args, { cwd: project.path(folder), stdio: 'pipe' })
  project.write('dep/package.json', JSON.stringify({ name: 'dep', version, main: 'index.js' }))
  project.write('dep/index.js', `module.exports = 'dep ${version}'\n`)
  npm('dep', 'pack', '--pack-destination', '..')
  const dependencies = { dep: `file:dep-${version}.tgz` }
  project.write('package.json', JSON.stringify({ name: 'p', version: '1.0.0', type: 'module', dependencies }))
  npm('.', 'install', '--offline', '--no-audit', '--no-fund')
}

const MAIN = `import { writeFileSync } from 'node:fs'
import dep from 'dep'
writeFileSync(process.env.RUN_DIR + '/artifacts/x', dep)
`

test('npm installs what the lockfile of the commit says, not what is installed now', async () => {
  const project = new Project()
  project.write('main.mjs', MAIN)
  installDependency(project, '1.0.0')
  project.repository.commit()
  expect((await project.run('node', 'main.mjs')).status).toBe(0)
  const first = await project.manifest('latest')
  expect(first).toMatchObject({ package_source: 'package-lock.json', package_versions: { dep: '1.0.0' } })
  installDependency(project, '2.0.0')

  const report = await project.reproduce('run1')
  expect(report).toMatchObject({ status: 0, verdict: 'identical', differences: [] })
  const how = 'npm ci --no-audit --no-fund, from package-lock.json'
  expect(report.restorable).toContainEqual({ what: 'packages', how })
  const { package_versions, lockfile_path, lockfile_sha256 } = first
  expect(await project.manifest('latest')).toMatchObject({ package_versions, lockfile_path, lockfile_sha256 })

  const dir = 'outputs/model-dataset-full-run1'
  const manifest = { ...project.json(`${dir}/run_manifest.json`), lockfile_sha256: '0'.repeat(64) }
  project.write(`${dir}/run_manifest.json`, JSON.stringify(manifest))
  expect((await project.reproduce('run1', '--dry-run')).missing).toContainEqual({
    what: 'packages',
    why: 'package-lock.json of the commit is not the one that was recorded',
    stops: false,
  })
})

const UV_LOCK = 'version = 1\n\n[[package]]\nname = "dep"\nversion = "1.0.0"\n'

/** Stands in for uv: notes how it was called, and makes an environment with a `python` in it. */
const FAKE_UV = `#!/bin/sh
echo "$@ in $(basename "$PWD") with [$UV_PROJECT_ENVIRONMENT]" >> "$NOTED"
[ -e fail ] && { echo "no such version: dep 9" >&2; exit 2; }
mkdir -p .venv/bin && printf '#!/bin/sh\\necho "the environment of the commit" > "$RUN_DIR/artifacts/x"\\n' > .venv/bin/python
chmod +x .venv/bin/python
`

test('uv installs frozen into the worktree, and the command finds that environment first', async () => {
  const project = new Project()
  project.write('sub/uv.lock', UV_LOCK)
  project.write('sub/train.py', '')
  project.repository.commit()
  const noted = join(temporaryFolder(), 'noted')
  const env = {
    ...project.surroundings.env,
    NOTED: noted,
    UV_PROJECT_ENVIRONMENT: '/own',
    PATH: `${project.path('bin')}:/usr/bin:/bin`,
  }
  const name = project.handmade(1, {
    command: ['python', 'train.py'],
    cwd: 'sub',
    package_versions: { dep: '1.0.0' },
    package_source: 'uv.lock',
    lockfile_sha256: execFileSync('sha256sum', [project.path('sub/uv.lock')], { encoding: 'utf8' }).slice(0, 64),
  })
  const node = { ...env, PATH: `${env.PATH}:${join(process.execPath, '..')}` }
  const without = await rundir(['reproduce', name, '--dry-run'], { cwd: project.root, env: node })
  expect(without.stdout).toContain('uv is not installed here; those that are installed now are used')
  project.write('bin/uv', FAKE_UV)
  chmodSync(project.path('bin/uv'), 0o755)
  const done = await rundir(['reproduce', name], { cwd: project.root, env: node })
  expect(done.stderr).toContain('installing: uv sync --frozen')
  expect(project.read('outputs/model-dataset-full-run2/artifacts/x')).toBe('the environment of the commit\n')
  expect(readFileSync(noted, 'utf8')).toBe('sync --frozen in sub with []\n')

  project.write('sub/fail', '')
  const hash = project.repository.commit()
  const again = project.json(`outputs/${name}/run_manifest.json`)
  const failing = project.handmade(3, { ...again, git_hash: hash, name: 'model-dataset-full-run3' })
  const failed = await rundir(['reproduce', failing], { cwd: project.root, env: node })
  expect([failed.status, failed.stderr]).toEqual([
    1,
    expect.stringMatching(/uv sync --frozen ended with 2\n.*no such version: dep 9/),
  ])
  expect(project.has('outputs/model-dataset-full-run4')).toBe(false)
  expect(project.leftovers()).toEqual([])
})
