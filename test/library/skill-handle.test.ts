import * as fs from 'node:fs'
import { join } from 'node:path'
import { expect, expectTypeOf, test } from 'vitest'
import { openWorkspace, type SkillHandle } from '../../src/index.js'
import type { ActiveRun } from '../../src/workspace/library/active-run.js'
import { temporaryFolder } from '../kit/workspace-folder.js'

const environment = { PATH: process.env['PATH'] }
const escapes = expect.objectContaining({ code: 'PATH_ESCAPES' })

async function newRun(): Promise<ActiveRun> {
  return await (await openWorkspace(temporaryFolder(), { environment })).createRun()
}

test('a skill logs and writes into the run, and can neither make one nor end it', async () => {
  const run = await newRun()
  const skill = run.skillHandle()
  run.log({ loss: 2 })
  skill.log({ loss: 1 })
  skill.flush()
  expect(skill.write('report/a.txt', 'größe')).toBe(join(run.dir, 'artifacts/report/a.txt'))
  expect(skill.write('report/a.txt', Buffer.from([0, 255]))).toBe(skill.artifact('report/a.txt'))
  expect(fs.readFileSync(run.artifact('report/a.txt'))).toEqual(Buffer.from([0, 255]))
  expect(fs.readdirSync(join(run.dir, 'artifacts/report'))).toEqual(['a.txt'])
  for (const name of ['finish', 'createRun', 'skillHandle']) expect(name in skill, name).toBe(false)
  await run.finish()
  expect(fs.readFileSync(join(run.dir, 'metrics/main.1.jsonl'), 'utf8').match(/"_seq":[12]/g)).toHaveLength(2)
  expect(() => skill.log({ loss: 0 })).toThrow(expect.objectContaining({ code: 'STATUS_ILLEGAL' }))
})

/** What stands here is checked by the compiler and never runs. */
function misuse(skill: SkillHandle, run: ActiveRun): unknown {
  const takesSkill = (handle: SkillHandle): string => handle.artifact('x')
  // @ts-expect-error a skill writes into the run that it is given, not into another folder
  skill.dir = '/elsewhere'
  return [
    takesSkill(run.skillHandle()),
    // @ts-expect-error only a project makes runs
    skill.createRun(),
    // @ts-expect-error only a project ends runs
    skill.finish('completed'),
    // @ts-expect-error a handle makes no other one
    skill.skillHandle(),
  ]
}

test('the type of a skill handle has no way to a run', () => {
  expectTypeOf(misuse).toBeFunction()
  type Methods = 'log' | 'flush' | 'artifact' | 'write'
  expectTypeOf<keyof SkillHandle>().toEqualTypeOf<'id' | 'name' | 'dir' | 'config' | Methods>()
  expectTypeOf<ActiveRun>().toExtend<SkillHandle>()
  expectTypeOf<SkillHandle>().not.toExtend<ActiveRun>()
})

const LEADS_OUT = [
  ...['../out', '/etc/passwd', 'a/../../b', 'a/..', '..', '.', '', 'a//b', 'a/'],
  ...['C:\\x', 'C:x', 'c:/x', '\\\\host\\share', 'a\\..\\b', 'a\0b', 'a\nb'],
]

test('a path that leads out of the run is an error that names it', async () => {
  const run = await newRun()
  for (const path of LEADS_OUT) {
    const named = expect.objectContaining({ code: 'PATH_ESCAPES', message: expect.stringContaining(path) })
    for (const handle of [run, run.skillHandle()]) {
      expect(() => handle.artifact(path), path).toThrow(named)
      expect(() => handle.write(path, 'x'), path).toThrow(named)
    }
  }
  expect(fs.readdirSync(join(run.dir, 'artifacts'))).toEqual([])
  await run.finish()
})

test('no link takes a file out of the run, and nothing is made outside', async () => {
  const run = await newRun()
  const outside = temporaryFolder()
  fs.writeFileSync(join(outside, 'there'), 'theirs')
  fs.mkdirSync(run.artifact('deep/folder/x'), { recursive: true })
  const links = {
    out: outside,
    up: '../..',
    'deep/folder/out': outside,
    file: join(outside, 'there'),
    new: join(outside, 'not-there'),
    nowhere: 'not-there',
    round: 'round',
  }
  for (const [name, target] of Object.entries(links)) fs.symlinkSync(target, join(run.dir, 'artifacts', name))
  const ways = ['out/x', 'out/a/b', 'up/run_manifest.json', 'deep/folder/out/x', 'new/x', 'nowhere/x', 'round/x']
  for (const path of [...ways, ...Object.keys(links)]) {
    const named = expect.objectContaining({ code: 'PATH_ESCAPES', message: expect.stringContaining(path) })
    expect(() => run.artifact(path), path).toThrow(named)
    expect(() => run.skillHandle().write(path, 'ours'), path).toThrow(named)
  }
  fs.rmdirSync(join(run.dir, 'metrics'))
  fs.symlinkSync(outside, join(run.dir, 'metrics'))
  expect(() => run.log({ loss: 1 })).toThrow(escapes)
  expect(fs.readdirSync(outside)).toEqual(['there'])
  expect(fs.readFileSync(join(outside, 'there'), 'utf8')).toBe('theirs')
  fs.rmSync(join(run.dir, 'metrics'))
  await run.finish()
})

test('a link within the run is followed, and a workspace behind a link is one', async () => {
  const behind = temporaryFolder()
  const link = join(temporaryFolder(), 'link')
  fs.symlinkSync(behind, link)
  const run = await (await openWorkspace(link, { environment })).createRun()
  fs.mkdirSync(run.artifact('checkpoints/5/x'), { recursive: true })
  fs.symlinkSync('5', join(run.dir, 'artifacts/checkpoints/last'))
  run.write('checkpoints/last/model.json', '{}')
  expect(fs.readFileSync(run.artifact('checkpoints/5/model.json'), 'utf8')).toBe('{}')
  await run.finish()
})
