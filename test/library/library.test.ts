import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { ConfigTree } from '../../src/config/tree.js'
import { openWorkspace, RundirError } from '../../src/index.js'
import { temporaryFolder } from '../kit/workspace-folder.js'

const environment = { PATH: process.env['PATH'] }

test('a program claims a run, logs, keeps artifacts, and what it leaves is a sealed run', async () => {
  const workspace = await openWorkspace(temporaryFolder(), { environment })
  const run = await workspace.createRun({
    project: 'demo',
    config: { training: { lr: 0.1 } },
    tags: { team: 'vision' },
  })
  for (let step = 0; step < 5; step++) run.log({ loss: 1 / (step + 1), train: { acc: step / 10 } }, { step })
  writeFileSync(run.artifact('checkpoints/last.json'), '{}')
  run.flush()
  expect(workspace.run('latest').status).toBe('running')
  await run.finish()

  const view = workspace.run(run.name)
  expect(view).toMatchObject({
    status: 'completed',
    layout: 'experiment',
    project_name: 'demo',
    tags: { team: 'vision' },
  })
  expect(view.metrics['loss']).toMatchObject({ last: 0.2, min: 0.2, max: 1, count: 5, step: 4 })
  expect(workspace.metrics('latest', { keys: ['train/acc'] })['train/acc']?.value).toEqual([0, 0.1, 0.2, 0.3, 0.4])
  expect(readFileSync(join(run.dir, 'artifacts.sha256'), 'utf8')).toContain('  artifacts/checkpoints/last.json\n')
  expect(readFileSync(join(run.dir, 'config_resolved.yaml'), 'utf8')).toContain('lr: 0.1')
  expect((await workspace.runs()).runs.map((row) => row.name)).toEqual([run.name])
})

test('the type of the configuration is that of the object that was given', async () => {
  const workspace = await openWorkspace(temporaryFolder(), { environment })
  const run = await workspace.createRun({ config: { training: { lr: 0.1, layers: [1, 2] } } })
  expectTypeOf(run.config).toEqualTypeOf<{ training: { lr: number; layers: number[] } }>()
  expect(run.config.training.layers).toEqual([1, 2])
  // @ts-expect-error a metric is a number
  expect(() => run.log({ loss: 'high' })).toThrow(RundirError)
  await run.finish('failed')
  await expect(run.finish()).rejects.toMatchObject({ code: 'STATUS_ILLEGAL' })
})

test('a schema types the settings, fills in what they leave out, and refuses before a name is claimed', async () => {
  const folder = temporaryFolder()
  const workspace = await openWorkspace(folder, { environment })
  const schema = z.object({ lr: z.number(), steps: z.int().default(10) })
  const run = await workspace.createRun({ schema, config: { lr: 0.1 } })
  expectTypeOf(run.config).toEqualTypeOf<{ lr: number; steps: number }>()
  expect(run.config).toEqual({ lr: 0.1, steps: 10 })
  expect(readFileSync(join(run.dir, 'config_resolved.yaml'), 'utf8')).toBe('lr: 0.1\nsteps: 10\n')
  await run.finish()
  await expect(workspace.createRun({ schema, config: { lr: 'high' } })).rejects.toThrow('expected number')
  expect((await workspace.runs()).runs.length).toBe(1)
})

test('what a schema makes of the settings is what the run records, interpolations kept', async () => {
  const folder = temporaryFolder()
  const workspace = await openWorkspace(folder, { environment })
  const schema = z.object({
    out: z.string(),
    text: z.string().default('${not}'),
    lr: z.string().transform(Number),
    deep: z.object({ same: z.number(), more: z.array(z.number()).default([1]) }),
    gone: z.string().transform(() => undefined),
  })
  const config: ConfigTree = {
    out: '${run.dir}/x',
    lr: '0.5',
    gone: 'x',
    deep: { same: 1 },
    extra: 'not of the schema',
  }
  const run = await workspace.createRun({ schema, config })
  const recorded = { out: `outputs/${run.name}/x`, text: '${not}', lr: 0.5, deep: { same: 1, more: [1] } }
  expect(run.config).toEqual(recorded)
  expect(JSON.parse(readFileSync(join(run.dir, 'config_resolved.json'), 'utf8'))).toEqual(recorded)
  expect(readFileSync(join(run.dir, 'config.yaml'), 'utf8')).toContain('out: "${run.dir}/x"')
  expect(JSON.parse(readFileSync(join(run.dir, 'config_origin.json'), 'utf8'))).toEqual({
    ...{ out: 'program', text: 'schema', lr: 'schema', 'deep.same': 'program', 'deep.more': 'schema' },
  })
  await run.finish()
  for (const odd of [new Date(0), new Map(), new URL('file:///x')]) {
    const making = workspace.createRun({ schema: { parse: () => ({ odd }) } })
    await expect(making).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  }
  expect((await workspace.runs()).runs.length).toBe(1)
})

test('inside a launched run the program attaches, as its rank, and leaves the end to the launcher', async () => {
  const folder = temporaryFolder()
  const outer = await (await openWorkspace(folder, { environment })).createRun({
    config: { seed: 7, clip: Number.POSITIVE_INFINITY, text: 'Infinity' },
  })
  const config = join(outer.dir, 'config_resolved.json')
  const inherited = { ...environment, RUN_DIR: outer.dir, RUNDIR_WORKSPACE: folder, RUNDIR_CONFIG: config, RANK: '3' }
  mkdirSync(join(folder, 'elsewhere'))
  const workspace = await openWorkspace(join(folder, 'elsewhere'), { environment: inherited })
  const run = await workspace.createRun({ config: { seed: 1, width: 8 } })
  run.log({ loss: 1 })
  await run.finish()

  expect(run.id).toBe(outer.id)
  expect(run.config).toEqual({ seed: 7, width: 8, clip: Number.POSITIVE_INFINITY, text: 'Infinity' })
  expect(readFileSync(join(outer.dir, 'metrics/rank3.1.jsonl'), 'utf8')).toContain('"loss":1')
  expect(() => run.log({ loss: 2 })).toThrow(expect.objectContaining({ code: 'STATUS_ILLEGAL' }))
  expect(workspace.run('latest').status).toBe('running')
  await outer.finish()
})

test('two processes of one rank that attach to one run have a log each, and no point is lost', async () => {
  const folder = temporaryFolder()
  const outer = await (await openWorkspace(folder, { environment })).createRun()
  const inherited = { ...environment, RUN_DIR: outer.dir, RUNDIR_WORKSPACE: folder }
  const attached = await Promise.all(
    [1, 2, 3].map(async () => (await openWorkspace(folder, { environment: inherited })).createRun()),
  )
  for (let step = 0; step < 50; step++) for (const [nth, run] of attached.entries()) run.log({ [`key${nth}`]: step })
  for (const run of attached) await run.finish()
  const own = `main-p${process.pid}`
  const written = ['main.1.jsonl', `${own}.1.jsonl`, `${own}-2.1.jsonl`]
  expect(readdirSync(join(outer.dir, 'metrics')).sort()).toEqual(written.sort())
  await outer.finish()
  const series = (await openWorkspace(folder, { environment })).metrics(outer.dir)
  for (const nth of [0, 1, 2]) expect(series[`key${nth}`]?.value).toEqual(Array.from({ length: 50 }, (_, step) => step))
})
