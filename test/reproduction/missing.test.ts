import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rundir } from '../kit/command.js'
import { temporaryFolder, WorkspaceFolder } from '../kit/workspace-folder.js'
import { Project, type Report } from './project.js'

const told = ({ missing }: Report): string[] =>
  missing.map(({ what, why, stops }) => `${stops ? 'stops' : 'lacks'} ${what}: ${why}`)

test('code that git does not have, or not in full, stops before anything runs', async () => {
  const project = new Project()
  project.repository.commit()
  const gone = '0123456789abcdef0123456789abcdef01234567'
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ git_hash: null }, /^stops commit: no commit was recorded/],
    [
      { git_hash: gone, git_remote: 'https://example.org/x.git' },
      /^stops commit: .* has no commit 0123.*fetch it from https/,
    ],
    [{ git_hash: '--output=x' }, /^stops commit: "--output=x" is no hash/],
    [{ git_dirty: true }, /^stops patch: .*uncommitted changes, and there is no source.patch/],
    [{ command: null }, /^stops command: it was not launched by a command/],
    [{ command: ['train', '--token', '***'] }, /^stops command: .*masked secrets: give it again after --/],
    [{ command: ['train', 'a\0b'] }, /^stops command: .*NUL/],
    [{ run_type: 'pipeline', command: null }, /^stops command: a pipeline is made of its steps/],
    [{ layout: 'evaluation', run_type: 'critic' }, /^stops command: a critic run .*rundir eval/],
    [{ cwd: '../..' }, /^stops command: its folder "\.\.\/\.\." leads out of the workspace/],
  ]
  for (const [at, [manifest, expected]] of cases.entries()) {
    const report = await project.reproduce(project.handmade(at + 1, manifest), '--dry-run')
    expect(report).toMatchObject({ status: 1, verdict: 'incomparable', run: null, differences: [] })
    expect(told(report).join('\n')).toMatch(expected)
  }
  expect([project.leftovers(), project.files('.rundir/claims')]).toEqual([[], []])

  const outside = new WorkspaceFolder()
  await rundir(['run', '--quiet', '--', 'true'], { cwd: outside.root })
  const done = await rundir(['reproduce', 'latest'], { cwd: outside.root })
  expect([done.status, done.stdout]).toEqual([1, expect.stringContaining('incomparable  nothing was run')])
  expect(done.stderr).toContain('is in no git repository')
})

test('what can be done without is listed, and the run is made', async () => {
  const project = new Project()
  project.write('data/x.bin', 'x')
  project.repository.commit()
  project.write('notes.txt', 'git does not know me')
  const own = project.path('rundir.yaml')
  const settings = [`data: data/x.bin`, 'key: "***"', `own: ${own}`, 'gone: /no/such/file', 'model: local://a/b']
  const name = project.handmade(1, {
    command: ['true', '--init=outputs/gone-run1/best.pt', 'data/x.bin', '--file=data'],
    git_dirty: true,
    git_untracked: ['notes.txt'],
    parents: ['outputs/gone-run1', '../../etc'],
    device_info: { os: 'Plan 9', cpu: 'Z80', cpu_count: 1, memory_bytes: 65536, gpus: ['H100 (driver 1)'] },
    cuda_version: '12.4',
    package_versions: { numpy: '1.0' },
    package_source: 'poetry.lock',
  })
  project.write(`outputs/${name}/config_resolved.yaml`, `${settings.join('\n')}\n`)
  const { git_hash } = project.json(`outputs/${name}/run_manifest.json`)
  const attempts = [
    { git_hash, command: ['false'] },
    { git_hash: '0123456789abcdef0123456789abcdef01234567', command: null },
    { git_hash, command: null },
  ]
  for (const [at, facts] of attempts.entries()) {
    const attempt = { schema_version: 1, attempt: at + 1, host: 'x', launcher_pid: 1, ...facts }
    project.write(`outputs/${name}/attempts/${at + 1}.json`, JSON.stringify(attempt))
  }
  project.write(`outputs/${name}/source.3.patch`, 'x')
  const report = await project.reproduce(name, '--dry-run')
  expect([report.status, report.verdict]).toEqual([0, null])
  const lines = told(report)
  for (const expected of [
    'lacks settings: masked, as they were for the program: key',
    'lacks parent: outputs/gone-run1 is not there',
    'lacks parent: ../../etc is not there',
    /^lacks machine: the system was Plan 9, is /,
    /^lacks machine: the processor was Z80, is /,
    /^lacks machine: the GPU was H100 \(driver 1\), is /,
    /^lacks machine: CUDA was 12\.4, is /,
    'lacks path: the setting data names data/x.bin, which is in your own tree, not in the commit (--link data/x.bin lets the run see it)',
    `lacks path: the setting own names ${own}, which is in your own tree, not in the commit`,
    'lacks path: the setting gone names /no/such/file, which is not there',
    'lacks model: the setting model names local://a/b, which is taken as it is now',
    'lacks parent: the command names outputs/gone-run1/best.pt, which is not there any more',
    /^lacks path: the command names data\/x\.bin, /,
    /^lacks path: the command names data, /,
    'lacks packages: rundir cannot install from poetry.lock; those that are installed now are used',
    'lacks command: attempt 1 ran false',
    'lacks commit: attempt 2 ran 01234567',
    'lacks patch: attempt 3 ran another uncommitted change',
    'lacks untracked: git did not know, and nobody kept: notes.txt',
  ])
    expect(lines).toContainEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected))
  expect(lines).toHaveLength(19)
  const shown = await rundir(['reproduce', name, '--dry-run'], project.surroundings)
  expect(shown.stdout).toMatch(
    / {2}missing {3}untracked {2}git did not know[\s\S]*\nruns true --init=\S+ data\/x.bin --file=data in \. of/,
  )
  expect([project.leftovers(), project.files('.rundir/claims')]).toEqual([[], []])
})

test('a file outside the commit is seen when it is linked, and runs of the workspace are seen as before', async () => {
  const project = new Project()
  project.repository.commit()
  project.write('data/x.txt', 'from data\n')
  project.write('outputs/other/best.txt', 'from a run\n')
  const script = 'cat data/x.txt outputs/other/best.txt > $RUN_DIR/artifacts/seen.txt'
  expect((await project.run('sh', '-c', script)).status).toBe(0)
  expect(await project.reproduce('run1')).toMatchObject({ status: 1, verdict: 'different' })
  const linked = await project.reproduce('run1', '--link', 'data')
  expect(linked).toMatchObject({ status: 0, verdict: 'identical' })
  expect(project.read('data/x.txt')).toBe('from data\n')
  for (const [word, status] of [
    ['nothing', 3],
    ['..', 5],
    ['/etc', 5],
  ] as const)
    expect((await rundir(['reproduce', 'run1', '--link', word], project.surroundings)).status).toBe(status)
  expect(project.leftovers()).toEqual([])
})

test('a text that an interpolation made from the name of the run follows the new run; a literal one stops', async () => {
  const project = new Project()
  project.write('c.yaml', 'out: "${run.dir}/artifacts/x.txt"\nshown: "\\\\${literal}"\n')
  project.write(
    'write.mjs',
    'import { readFileSync, writeFileSync } from "node:fs"\nconst c = JSON.parse(readFileSync(process.env.RUNDIR_CONFIG))\nwriteFileSync(process.env.RUNDIR_WORKSPACE + "/" + c.out, c.shown)\n',
  )
  project.repository.commit()
  const words = ['run', '--quiet', '--config', 'c.yaml', '--', 'node', 'write.mjs']
  expect((await rundir(words, project.surroundings)).status).toBe(0)
  expect(project.read('outputs/model-dataset-full-run1/artifacts/x.txt')).toBe('${literal}')
  expect(await project.reproduce('run1')).toMatchObject({ status: 0, verdict: 'identical' })
  expect(project.read('outputs/model-dataset-full-run2/artifacts/x.txt')).toBe('${literal}')
  project.write('outputs/model-dataset-full-run1/config.yaml', 'out: outputs/model-dataset-full-run1/artifacts/x.txt\n')
  expect(told(await project.reproduce('run1')).join('\n')).toContain(
    'stops path: the setting out names outputs/model-dataset-full-run1',
  )
})

test('a command with a masked secret is given again, and a word that names a file of the own tree names that of the commit', async () => {
  const project = new Project()
  project.write('say.sh', 'echo then > $RUN_DIR/artifacts/said.txt\n')
  project.repository.commit()
  const command = ['sh', project.path('say.sh'), '--api-key', 'sk-abcdefghijklmnopqrstuvwx']
  await project.run(...command)
  project.write('say.sh', 'echo now > $RUN_DIR/artifacts/said.txt\n')
  expect(await project.reproduce('run1')).toMatchObject({ status: 1, run: null })
  expect(await project.reproduce('run1', '--', ...command)).toMatchObject({ status: 0, verdict: 'identical' })
  expect((await project.manifest('latest')).command).toEqual([...command.slice(0, 3), '***'])
})

test('a run of a folder below, or of a repository inside the workspace, runs there again', async () => {
  const project = new Project()
  project.write('code/here.txt', 'x\n')
  project.repository.commit()
  const at = { ...project.surroundings, cwd: project.path('code') }
  await rundir(['run', '--quiet', '--', 'sh', '-c', 'cp here.txt $RUN_DIR/artifacts/'], at)
  expect(await project.reproduce('run1')).toMatchObject({ status: 0, verdict: 'identical' })
  expect(await project.manifest('latest')).toMatchObject({ cwd: 'code' })

  const outer = new WorkspaceFolder()
  const inner = new Project(null)
  inner.repository.commit()
  rmSync(outer.path('project'), { force: true })
  inner.repository.git('clone', '--quiet', inner.root, outer.path('project'))
  const inside = { cwd: outer.path('project'), env: { TMPDIR: temporaryFolder() } }
  await rundir(['run', '--quiet', '--', 'sh', '-c', 'cp .gitignore $RUN_DIR/artifacts/'], inside)
  const done = await rundir(['reproduce', 'latest', '--json'], inside)
  expect(JSON.parse(done.stdout)).toMatchObject({ verdict: 'identical' })
  const [first, second] = [1, 2].map((number) =>
    outer.json(`outputs/model-dataset-full-run${number}/run_manifest.json`),
  )
  expect([second.cwd, second.identity]).toEqual(['project', first.identity])
})
