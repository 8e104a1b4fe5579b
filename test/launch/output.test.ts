import * as fs from 'node:fs'
import { expect, test } from 'vitest'
import { answer, program, rundir, shell, startRundir } from '../kit/command.js'
import { until } from '../kit/until.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const node = process.execPath
const LOG = 'logs/model-dataset-full-run1'
const RUN = 'outputs/model-dataset-full-run1'

test('both streams are kept byte for byte and shown byte for byte, each in its place', async () => {
  const workspace = new WorkspaceFolder()
  const running = startRundir(['run', '--quiet', '--', node, program('print-bytes.mjs')], { cwd: workspace.root })
  expect((await running.finished()).status).toBe(0)
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value))
  const reversed = Buffer.from(bytes).reverse()
  expect(fs.readFileSync(workspace.path(`${LOG}/stdout.log`))).toEqual(bytes)
  expect(fs.readFileSync(workspace.path(`${LOG}/stderr.log`))).toEqual(reversed)
  expect(running.bytes('stdout')).toEqual(bytes)
  expect(running.bytes('stderr')).toEqual(reversed)
})

test('what a program prints is shown while it still runs', async () => {
  const workspace = new WorkspaceFolder()
  const signal = workspace.path('go-on')
  const running = startRundir(['run', '--quiet', '--', node, program('print-until-file.mjs'), signal], {
    cwd: workspace.root,
  })
  await until('the first lines', () => running.stdout === 'first line\n' && running.stderr === 'first error\n')
  expect((await answer(['ls'], { cwd: workspace.root })).runs[0].status).toBe('running')
  fs.writeFileSync(signal, '')
  expect((await running.finished()).stdout).toBe('first line\nlast line\n')
})

test('50 MiB of output arrive whole, in the log and in the pipe', async () => {
  const workspace = new WorkspaceFolder()
  const done = await shell(`rundir run --quiet -- ${node} ${program('print-many-lines.mjs')} 50 | sha256sum`, {
    cwd: workspace.root,
  })
  const kept = await shell(`sha256sum < ${LOG}/stdout.log`, { cwd: workspace.root })
  expect(fs.statSync(workspace.path(`${LOG}/stdout.log`)).size).toBeGreaterThan(50 * 1024 * 1024)
  expect(done.stdout).toBe(kept.stdout)
})

test('with --json standard output holds one document, and what the program prints is on standard error', async () => {
  const { root } = new WorkspaceFolder()
  const done = await rundir(['run', '--json', '--', node, '-e', 'console.log("said")'], { cwd: root })
  expect(JSON.parse(done.stdout)).toMatchObject({ name: 'model-dataset-full-run1', status: 'completed', exit_code: 0 })
  expect(done.stderr).toMatch('said\n')
})

test.each([
  ['head -1', 'of standard output'],
  ['(head -1; cat >&2)', 'that stays'],
])('a reader `%s` (%s) neither ends the program nor leaves the run open', async (reader) => {
  const workspace = new WorkspaceFolder()
  const script = `rundir run -- ${node} ${program('print-many-lines.mjs')} 3 2>/dev/null | ${reader}`
  expect((await shell(script, { cwd: workspace.root })).stdout).toMatch(/^line 0 /)
  await expectSealed(workspace)
  expect(fs.statSync(workspace.path(`${LOG}/stdout.log`)).size).toBeGreaterThan(3 * 1024 * 1024)
})

test('a reader of both streams that goes away does no harm either, nor does an output that is full', async () => {
  for (const sink of ['2>&1 | head -1', '> /dev/full', '2> /dev/full', '> /dev/full 2>&1']) {
    const workspace = new WorkspaceFolder()
    await shell(`rundir run -- ${node} ${program('print-many-lines.mjs')} 1 ${sink}`, { cwd: workspace.root })
    await expectSealed(workspace)
  }
})

test('a program that leaves a child behind is over when it is over itself', async () => {
  const workspace = new WorkspaceFolder()
  const began = performance.now()
  const done = await rundir(['run', '--quiet', '--', node, program('leave-child.mjs')], { cwd: workspace.root })
  process.kill(Number(done.stdout))
  expect(done.status).toBe(0)
  expect(performance.now() - began).toBeLessThan(20_000)
  await expectSealed(workspace)
})

test('numbers in printed lines become metrics by the patterns of the workspace file', async () => {
  const workspace = new WorkspaceFolder('printed_metrics: ["step {step} loss {loss}", "accuracy: {acc}"]\n')
  const script =
    'console.log("step 1 loss 0.5"); console.log("noise"); console.error("\\u001b[32mstep 2 loss 0.25\\u001b[0m"); process.stdout.write("accuracy: 0.9")'
  await rundir(['run', '--', node, '-e', script], { cwd: workspace.root })
  const metrics = await answer(['metrics', 'latest', 'loss'], { cwd: workspace.root })
  expect(metrics.loss).toMatchObject({ step: [1, 2], value: [0.5, 0.25] })
  const tailed = await rundir(['tail', 'latest', '--no-follow'], { cwd: workspace.root })
  expect(tailed.stdout).toBe('step 1 loss 0.5\nnoise\naccuracy: 0.9')
  expect(workspace.has(`${RUN}/metrics/printed.1.jsonl`)).toBe(true)
})

test('the last printed line counts without its newline', async () => {
  const workspace = new WorkspaceFolder('printed_metrics: ["accuracy: {acc}"]\n')
  await rundir(['run', '--', node, '-e', 'process.stdout.write("accuracy: 0.9")'], { cwd: workspace.root })
  expect((await answer(['metrics', 'latest'], { cwd: workspace.root })).acc?.value).toEqual([0.9])
})

test('a line that is no record is told at the end of the run, by show and by verify', async () => {
  const workspace = new WorkspaceFolder()
  const program =
    'for s in 1 2 3; do echo "{\\"step\\":$s,\\"loss\\":NaN}"; done >> metrics/hand.1.jsonl; echo "{oops" >> metrics/hand.1.jsonl; echo "{\\"loss\\":1}" >> metrics/hand.1.jsonl'
  const done = await rundir(['run', '--', 'sh', '-c', `cd "$RUN_DIR" && mkdir -p metrics && ${program}`], {
    cwd: workspace.root,
  })
  expect(done.stderr).toContain('1 line of its metrics is no record')
  const { damage, metrics } = await answer(['show', 'latest'], { cwd: workspace.root })
  expect(damage).toEqual([expect.stringMatching(/^metrics\/hand\.1\.jsonl, bytes \d+ to \d+: not a record$/)])
  expect(metrics.loss).toMatchObject({ count: 4, last: 1 })
  const verified = await rundir(['verify', 'latest', '--json'], { cwd: workspace.root })
  expect(JSON.parse(verified.stdout).findings.map(({ rule }: { rule: string }) => rule)).toEqual(['R042'])
})

test('the machine is sampled while a program runs', async () => {
  const workspace = new WorkspaceFolder('run: {system_metrics_every_ms: 50}\n')
  const running = startRundir(['run', '--', node, program('end-at-signal.mjs')], { cwd: workspace.root })
  const log = `${RUN}/metrics/system.1.jsonl`
  await until('three samples', () => workspace.has(log) && workspace.read(log).split('\n').length > 3)
  running.child.kill('SIGTERM')
  await running.finished()
  const keys = Object.keys(await answer(['metrics', 'latest'], { cwd: workspace.root }))
  expect(keys.filter((key) => key.startsWith('system/')).length).toBeGreaterThan(1)
  expect(workspace.json(`${RUN}/run_manifest.json`).summary).toEqual({})
})

async function expectSealed(workspace: WorkspaceFolder): Promise<void> {
  const manifest = workspace.json(`${RUN}/run_manifest.json`)
  expect(manifest).toMatchObject({ status: 'completed', exit_code: 0 })
  expect(manifest.seal?.sha256).toMatch(/^[0-9a-f]{64}$/)
  const check = await shell('sha256sum --check --strict --quiet artifacts.sha256', { cwd: workspace.path(RUN) })
  expect([check.status, check.stderr]).toEqual([0, ''])
}
