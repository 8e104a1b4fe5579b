import { expect, test } from 'vitest'
import { Repository } from '../capture/repository.js'
import { answer, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

interface Handmade {
  readonly config?: string
  readonly patch?: string
  readonly manifest?: Record<string, unknown>
}

/** A run as anybody can make it by hand; returns its name. */
function handmade(folder: WorkspaceFolder, number: number, { config, patch, manifest }: Handmade): string {
  const name = `mlp-digits-full-run${number}`
  const whole = {
    schema_version: 1,
    run_id: `1763705649000-handmade${number}`,
    name,
    layout: 'pipeline',
    status: 'completed',
    created_at: `2026-11-21T06:14:0${number}Z`,
    ...manifest,
  }
  folder.write(`outputs/${name}/run_manifest.json`, JSON.stringify(whole))
  if (config !== undefined) folder.write(`outputs/${name}/config_resolved.yaml`, config)
  if (patch !== undefined) folder.write(`outputs/${name}/source.patch`, patch)
  const { loss } = (manifest?.['summary'] ?? {}) as { loss?: number }
  if (loss !== undefined) folder.write(`outputs/${name}/metrics/main.1.jsonl`, `${JSON.stringify({ step: 1, loss })}\n`)
  return name
}

const patchOf = (path: string, line: string): string =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -0,0 +1 @@\n+${line}\n`

function twoRuns(hashes: readonly [string, string], root: string): WorkspaceFolder {
  const folder = new WorkspaceFolder('project: demo\n', root)
  handmade(folder, 1, {
    config: 'training: {lr: 0.1, seed: 1}\ndata: {path: a.bin}\n',
    patch: patchOf('same.py', 'x') + patchOf('train.py', 'old'),
    manifest: {
      git_hash: hashes[0],
      summary: { loss: 2 },
      package_versions: { numpy: '1.0', torch: '2.0' },
      device_info: { cpu: 'x', cpu_count: 2, memory_bytes: 1, gpus: ['A100'] },
      environment: { TZ: 'UTC', HOME: null },
    },
  })
  handmade(folder, 2, {
    config: 'training: {lr: 0.2, seed: 1}\nextra: true\n',
    patch: patchOf('same.py', 'x') + patchOf('train.py', 'new'),
    manifest: {
      git_hash: hashes[1],
      summary: { loss: 1.5 },
      package_versions: { numpy: '1.1', torch: '2.0' },
      device_info: { cpu: 'x', cpu_count: 2, memory_bytes: 1, gpus: [] },
      environment: { TZ: 'UTC', USER: null },
      parents: ['outputs/mlp-digits-full-run1'],
    },
  })
  return folder
}

test('diff tells section by section what leads from one run to another, with the commits and patches between', async () => {
  const repository = new Repository()
  const first = repository.commit()
  repository.write('model.py', 'x\n')
  const second = repository.commit()
  const folder = twoRuns([first, second], repository.root)
  const diff = await answer(['diff', 'run1', 'run2'], { cwd: folder.root })
  expect(diff.configuration).toEqual({
    equal: 1,
    differences: [
      { kind: 'changed', key: 'training.lr', before: 0.1, after: 0.2 },
      { kind: 'removed', key: 'data.path', before: 'a.bin' },
      { kind: 'added', key: 'extra', after: true },
    ],
  })
  expect(diff.packages.differences).toEqual([{ kind: 'changed', key: 'numpy', before: '1.0', after: '1.1' }])
  expect(diff.data.differences).toMatchObject([{ kind: 'added', key: 'parents' }])
  expect(diff.environment).toMatchObject({ differences: [{ key: 'gpus', before: ['A100'], after: [] }] })
  expect(diff.metrics).toEqual({ equal: 0, differences: [{ kind: 'changed', key: 'loss', before: 2, after: 1.5 }] })
  expect(diff.commits).toEqual([{ side: 'b', hash: second, subject: 'x' }])
  expect(Object.keys(diff.patches.a)).toEqual(['train.py'])
  expect(diff.code.differences.map(({ key }: { key: string }) => key)).toEqual(['git_hash', 'patch train.py'])

  const shown = await rundir(['diff', 'run1', 'run2'], { cwd: folder.root })
  expect(shown.status).toBe(0)
  expect(shown.stdout).toMatch(/configuration {2}3 differ, 1 equal\n {4}training\.lr +0\.1 → 0\.2 {2}\(\+0\.1\)/)
  expect(shown.stdout).toContain(`b  ${second.slice(0, 8)} x`)
  expect(shown.stdout).toContain('+new')
  repository.remove()
})

test('equal sections take one line each and come last; --stat counts; --exit-code asks', async () => {
  const folder = new WorkspaceFolder()
  handmade(folder, 1, { config: 'a: 1\n', manifest: { git_hash: 'not a hash; --output=x' } })
  handmade(folder, 2, { config: 'a: 1\n', manifest: { git_hash: '--output=x' } })
  const at = { cwd: folder.root }
  const shown = await rundir(['diff', 'run1', 'run2'], at)
  expect(shown.stdout.split('\n\n').at(-1)?.split('\n')[0]).toMatch(/^configuration {2}equal \(1\)$/)
  expect(shown.stdout).toContain('git does not have both')
  expect(folder.has('x')).toBe(false)
  expect((await answer(['diff', 'run1', 'run2', '--stat'], at)).code).toEqual({ equal: 0, different: 1 })
  expect((await rundir(['diff', 'run1', 'run2', '--exit-code'], at)).status).toBe(1)
  expect((await rundir(['diff', 'run1', 'run1', '--exit-code'], at)).status).toBe(0)
  expect((await rundir(['diff', 'run1', 'other'], at)).status).toBe(3)
})

test('runs from elsewhere drive no terminal and reach no prototype', async () => {
  const folder = new WorkspaceFolder()
  const manifest = JSON.parse(
    '{"package_versions":{"__proto__":"1","x\\u001b[31m":"2","deep":{"a":1}},"device_info":7}',
  )
  handmade(folder, 1, { manifest, patch: patchOf('a\u001b[31m', '\u001b]0;x\u0007') })
  handmade(folder, 2, { config: 'a: "\\e[31m"\n' })
  const shown = await rundir(['diff', 'run1', 'run2'], { cwd: folder.root })
  expect(shown.status).toBe(0)
  expect(shown.stdout).not.toContain('\u001b')
  expect((await answer(['diff', 'run1', 'run2'], { cwd: folder.root })).packages.differences).toHaveLength(2)
  folder.write('outputs/mlp-digits-full-run2/config_resolved.yaml', '__proto__: {a: 1}\n')
  expect((await rundir(['diff', 'run1', 'run2'], { cwd: folder.root })).status).toBe(2)
})

test('compare puts runs side by side: the settings that differ, and their metrics', async () => {
  const folder = new WorkspaceFolder()
  const group = { group: 'seeds' }
  handmade(folder, 1, { config: 'lr: 1\nseed: 1\n', manifest: { ...group, summary: { loss: 2 } } })
  handmade(folder, 2, { config: 'lr: 1\nseed: 2\n', manifest: { ...group, summary: { loss: 1 } } })
  handmade(folder, 3, { config: 'lr: 2\n', manifest: { summary: { loss: 3 } } })
  const at = { cwd: folder.root }
  const compared = await answer(['compare', 'run2', 'run1', 'run3'], at)
  expect(compared).toMatchObject({ settings: ['lr', 'seed'], equal_settings: 0 })
  expect(compared.runs.map((run: { settings: unknown }) => run.settings)).toEqual([
    { lr: 1, seed: 2 },
    { lr: 1, seed: 1 },
    { lr: 2, seed: null },
  ])
  const shown = await rundir(['compare', 'group=seeds'], at)
  expect(shown.stdout.split('\n').map((line) => line.trimEnd())).toEqual([
    'RUN                   STATUS     seed  loss',
    'mlp-digits-full-run1  completed  1        2',
    'mlp-digits-full-run2  completed  2        1',
    '1 settings are the same in all',
    '',
  ])
  expect((await rundir(['compare', 'group=none'], at)).status).toBe(3)
})

test('best answers one row: the smallest loss, the largest accuracy, and never NaN', async () => {
  const folder = new WorkspaceFolder()
  handmade(folder, 1, { manifest: { summary: { loss: 2, acc: 0.5 } } })
  handmade(folder, 2, { manifest: { summary: { loss: 1, acc: 0.25 }, status: 'failed' } })
  handmade(folder, 3, { manifest: { summary: { loss: 'NaN', acc: 'NaN' } } })
  const at = { cwd: folder.root }
  const nameOf = async (...words: string[]) => (await answer(['best', ...words], at)).name
  expect(await nameOf('loss')).toBe('mlp-digits-full-run2')
  expect(await nameOf('acc')).toBe('mlp-digits-full-run1')
  expect(await nameOf('loss', '--max')).toBe('mlp-digits-full-run1')
  expect(await nameOf('acc', '--min')).toBe('mlp-digits-full-run2')
  expect(await nameOf('loss', 'status=completed')).toBe('mlp-digits-full-run1')
  const unknown = await rundir(['best', 'los'], at)
  expect([unknown.status, unknown.stderr]).toEqual([3, expect.stringContaining('did you mean loss?')])
  expect((await rundir(['best', 'loss', '--min', '--max'], at)).status).toBe(2)
})
