import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { splitName } from '../../src/evaluation/branded-schema.js'
import { conductRun } from '../../src/evaluation/conduct.js'
import { type CriticInput, defineCritic } from '../../src/evaluation/critic.js'
import { defineGrader } from '../../src/evaluation/grader.js'
import { loadRun, readOutput } from '../../src/evaluation/load.js'
import { defineRun } from '../../src/evaluation/run-type.js'
import { parseReference } from '../../src/run/reference.js'
import { parseSpecimenSlug, parseSplit } from '../../src/run/specimen.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'
import { stageIn } from './open-stage.js'

const AT = Date.UTC(2026, 10, 21, 6, 14, 9)
const clock = { now: () => AT }
const specimen = parseSpecimenSlug('misc/2025-08-29-pyright')
const split = parseSplit('valid', [])
const INPUT: CriticInput = { split, specimen, model: 'm', system_prompt: 'be strict', version: '', params: { k: [1] } }
const PATH = 'runs/valid/critic/specimen-misc__2025-08-29-pyright/2026-11-21_06-14-09'

describe('a critic', () => {
  test('stands at the path of its input, and its output is there before it is completed', async () => {
    const folder = new WorkspaceFolder()
    const stage = await stageIn(folder, clock)
    const critic = defineCritic(async (run, { emit }) => {
      expect(folder.json(`${PATH}/input.json`)).toEqual(INPUT)
      expect(folder.json(`${PATH}/run_manifest.json`).status).toBe('running')
      emit('looked', { at: run.input.specimen })
      return { issues: ['naming'] }
    })
    const { typed, run, output } = await conductRun(stage, critic, INPUT)
    expect(typed.path).toBe(PATH)
    expect(typed.root).toBe(folder.path(PATH))
    expect(typed.reference).toBe(PATH.slice('runs/'.length))
    expect(output).toEqual({ issues: ['naming'] })
    expect(folder.json(`${PATH}/output.json`)).toEqual({ issues: ['naming'] })
    expect(JSON.parse(folder.read(`${PATH}/events.jsonl`))).toEqual({ _at: AT, event: 'looked', at: specimen })
    expect(run.manifest).toMatchObject({
      status: 'completed',
      run_type: 'critic',
      layout: 'evaluation',
      name: '2026-11-21_06-14-09',
      name_segments: { split: 'valid', run_type: 'critic' },
    })
    expect(run.manifest.seal).not.toBeNull()
  })

  test('is the same object again from its input.json and its time stamp', async () => {
    const stage = await stageIn(new WorkspaceFolder(), clock)
    const critic = defineCritic(async () => ({}))
    await conductRun(stage, critic, INPUT)
    const second = await conductRun(stage, critic, INPUT)
    expect(second.typed.timestamp).toBe('2026-11-21_06-14-09_2')
    const loaded = loadRun(stage, critic, second.typed.reference, 'the test')
    expect(loaded.typed.input).toEqual(INPUT)
    for (const key of ['path', 'root', 'inputPath', 'outputPath', 'eventsPath', 'errorPath', 'logsPath'] as const)
      expect(loaded.typed[key]).toBe(second.typed[key])
    expect(readOutput(critic, loaded)).toEqual({})
  })

  test('that throws is failed, keeps message, stack and cause, and the error is thrown on', async () => {
    const folder = new WorkspaceFolder()
    const stage = await stageIn(folder, clock)
    const error = new TypeError('no model', { cause: new Error('refused', { cause: 'port 80' }) })
    const critic = defineCritic(async () => {
      throw error
    })
    await expect(conductRun(stage, critic, INPUT)).rejects.toBe(error)
    const kept = folder.json(`${PATH}/error.json`)
    expect(kept).toMatchObject({
      name: 'TypeError',
      message: 'no model',
      cause: { message: 'refused', cause: { name: 'string', message: 'port 80' } },
    })
    expect(kept.stack).toContain('typed-run.test')
    expect(folder.json(`${PATH}/run_manifest.json`)).toMatchObject({ status: 'failed', error: 'no model' })
    expect(folder.has(`${PATH}/output.json`)).toBe(false)
  })

  test('with a bad input claims nothing, and every bad field is named with its path', async () => {
    const folder = new WorkspaceFolder()
    const stage = await stageIn(folder, clock)
    const critic = defineCritic(async () => ({}))
    const bad = { ...INPUT, specimen: 'flat-slug', split: 'a/b', model: 7, colour: 'red' }
    expect(() => critic.checkInput(bad)).toThrow(
      expect.objectContaining({
        code: 'VALUE_INVALID',
        message: expect.stringMatching(
          /the input of critic is not valid: split: .*; specimen: .*use misc\/flat-slug.*; model: .*; colour: there is no such field/,
        ),
      }),
    )
    // @ts-expect-error the types refuse it too
    await expect(conductRun(stage, critic, bad)).rejects.toThrow(/specimen:/)
    expect(folder.has('runs')).toBe(false)
    expect(folder.has('.rundir/claims')).toBe(false)
  })
})

test('a bad output fails the run and is not written', async () => {
  const folder = new WorkspaceFolder()
  const stage = await stageIn(folder, clock)
  const type = defineRun({
    type: 'counter',
    input: z.object({ split: splitName }),
    output: z.object({ counts: z.array(z.object({ n: z.int() })) }),
    scopeId: () => 'all',
    execute: async () => ({ counts: [{ n: 1 }, { n: 1.5 }] }),
  })
  await expect(conductRun(stage, type, { split })).rejects.toThrow(
    /the output of counter is not valid: counts\[1\]\.n: /,
  )
  const dir = 'runs/valid/counter/all/2026-11-21_06-14-09'
  expect(folder.has(`${dir}/output.json`)).toBe(false)
  expect(folder.json(`${dir}/run_manifest.json`).status).toBe('failed')
})

test('an input that JSON cannot hold is refused before anything is claimed', async () => {
  const folder = new WorkspaceFolder()
  const stage = await stageIn(folder, clock)
  const type = defineRun({
    type: 'dated',
    input: z.object({ split: splitName, when: z.date() }),
    output: z.object({}),
    scopeId: () => 'all',
    execute: async () => ({}),
  })
  await expect(conductRun(stage, type, { split, when: new Date(AT) })).rejects.toThrow(/does not survive being saved/)
  expect(folder.has('runs')).toBe(false)
})

describe('a grader', () => {
  test('refers to the run of the critic, and its metrics are metrics of its run', async () => {
    const folder = new WorkspaceFolder()
    const stage = await stageIn(folder, clock)
    const { typed } = await conductRun(
      stage,
      defineCritic(async () => ({})),
      INPUT,
    )
    const grader = defineGrader(async (run) => {
      expect(folder.has(`runs/${run.input.critic_run}/output.json`)).toBe(true)
      return { metrics: { recall: 0.5 }, remark: 'fair' }
    })
    const input = { ...INPUT, critic_run: typed.reference }
    const graded = await conductRun(stage, grader, input, { parents: [typed.reference], group: 'g' })
    expect(graded.run.manifest).toMatchObject({ parents: [typed.reference], group: 'g', summary: { recall: 0.5 } })
    expect(folder.json(`${graded.typed.dir}/metrics.json`).scalars.recall.last).toBe(0.5)
  })

  test.each(['../elsewhere', '/etc/passwd', 'a//b', 'C:/x', ''])('cannot refer to %j', (critic_run) => {
    const grader = defineGrader(async () => ({ metrics: {} }))
    expect(() => grader.checkInput({ ...INPUT, critic_run })).toThrow(/critic_run: .* is not a reference to a run/)
  })
})

describe('loading', () => {
  test('a reference that leads nowhere is an error that names who refers', async () => {
    const stage = await stageIn(new WorkspaceFolder(), clock)
    const critic = defineCritic(async () => ({}))
    const reference = parseReference('valid/critic/specimen-a__b/2026-11-21_06-14-09')
    expect(() => loadRun(stage, critic, reference, 'the grader of a/b')).toThrow(
      expect.objectContaining({ code: 'REFERENCE_DANGLING', message: expect.stringContaining('the grader of a/b') }),
    )
  })

  test('a run whose input belongs elsewhere, is damaged or is missing is refused', async () => {
    const folder = new WorkspaceFolder()
    const stage = await stageIn(folder, clock)
    const critic = defineCritic(async () => ({}))
    const { typed } = await conductRun(stage, critic, INPUT)
    const load = () => loadRun(stage, critic, typed.reference, 'the test')
    folder.write(`${PATH}/input.json`, JSON.stringify({ ...INPUT, specimen: 'other/one' }))
    expect(load).toThrow(/its input belongs in runs\/valid\/critic\/specimen-other__one/)
    folder.write(`${PATH}/input.json`, '{"split"')
    expect(load).toThrow(expect.objectContaining({ code: 'RUN_DAMAGED' }))
  })
})
