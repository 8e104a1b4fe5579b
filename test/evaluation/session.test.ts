import { describe, expect, test } from 'vitest'
import { RundirError } from '../../src/error/rundir-error.js'
import { claimTypedRun, conductRun, performRun } from '../../src/evaluation/conduct.js'
import { defineCritic } from '../../src/evaluation/critic.js'
import type { FullSplitInput, FullSplitOutput } from '../../src/evaluation/full-split.js'
import { defineGrader } from '../../src/evaluation/grader.js'
import { loadRun } from '../../src/evaluation/load.js'
import { makeFullSplit, type SessionParts } from '../../src/evaluation/session.js'
import { parseReference, type RunReference } from '../../src/run/reference.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'
import { stageIn } from './open-stage.js'

const COUNT = 24
const SPECIMENS = Array.from({ length: COUNT }, (_, at) => `demo/${String(at).padStart(2, '0')}`)

/** A critic that fails on every seventh specimen, and a grader that scores by the specimen's number; each call is counted. */
function counted(stop: { after: number } = { after: Number.POSITIVE_INFINITY }) {
  const calls = { critic: [] as string[], grader: [] as string[] }
  const controller = new AbortController()
  const critic = defineCritic(async ({ input }) => {
    calls.critic.push(input.specimen)
    if (calls.critic.length > stop.after) {
      controller.abort()
      throw new RundirError('INTERRUPTED', 'the critic was interrupted')
    }
    if (Number(input.specimen.slice(5)) % 7 === 3) throw new Error(`cannot read ${input.specimen}`)
    return { issues: Number(input.specimen.slice(5)) }
  })
  const grader = defineGrader(async ({ input }) => {
    calls.grader.push(input.specimen)
    return { metrics: { recall: Number(input.specimen.slice(5)) / COUNT, version: Number(input.version || '1') } }
  })
  const parts: SessionParts = { critic, grader, jobs: 4, signal: controller.signal, onOutcome: () => undefined }
  return { calls, parts }
}

function inputFor(more: Partial<FullSplitInput> = {}): FullSplitInput {
  const { parts } = counted()
  const type = makeFullSplit({} as never, parts)
  return type.checkInput({ split: 'valid', specimens: SPECIMENS, ...more }).value
}

/** What a session found, without the names of its runs. */
function figures({ total, completed, metrics, results, failed }: FullSplitOutput): unknown {
  return {
    total,
    completed,
    metrics,
    results: results.map(({ specimen, metrics: found }) => [specimen, found]),
    failed: failed.map(({ specimen, stage, reason }) => [specimen, stage, reason]),
  }
}

describe('the session full-split', () => {
  test('aggregates what succeeded and lists what failed', async () => {
    const folder = new WorkspaceFolder()
    const stage = await stageIn(folder)
    const { parts, calls } = counted()
    const { typed, output, run } = await conductRun(stage, makeFullSplit(stage, parts), inputFor())
    expect(typed.path).toMatch(/^runs\/evals\/full-split:valid\/\d{4}-/)
    expect(output.failed.map((each) => each.specimen)).toEqual(['demo/03', 'demo/10', 'demo/17'])
    expect(output.failed[0]).toMatchObject({ stage: 'critic', reason: 'cannot read demo/03' })
    const scores = SPECIMENS.map((_, at) => at)
      .filter((at) => at % 7 !== 3)
      .map((at) => at / COUNT)
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
    expect(output.metrics['recall']).toMatchObject({ count: 21, mean: expect.closeTo(mean, 12) })
    expect(output.metrics['recall']?.interval?.low).toBeLessThan(mean)
    expect(run.manifest.summary['recall']).toBeCloseTo(mean, 12)
    expect(calls.grader.length).toBe(21)
    const [first] = output.results
    expect(folder.json(`runs/${first?.grader_run}/run_manifest.json`).parents).toEqual([
      typed.reference,
      first?.critic_run,
    ])
  })

  test('that was interrupted goes on with exactly what is missing, and finds what an undisturbed one finds', async () => {
    const stage = await stageIn(new WorkspaceFolder())
    const whole = counted()
    const undisturbed = await conductRun(stage, makeFullSplit(stage, whole.parts), inputFor())

    const first = counted({ after: 9 })
    const type = makeFullSplit(stage, first.parts)
    const claimed = claimTypedRun(stage, type, inputFor(), {})
    await expect(performRun(stage, type, claimed)).rejects.toMatchObject({ code: 'INTERRUPTED' })
    const done = new Set(first.calls.grader)
    expect(done.size).toBeGreaterThan(0)

    const second = counted()
    const again = makeFullSplit(stage, second.parts)
    const resumed = loadRun(stage, again, claimed.typed.reference, 'the test')
    expect(resumed.run.manifest.status).toBe('cancelled')
    const { output, run } = await performRun(stage, again, resumed)
    expect(figures(output)).toEqual(figures(undisturbed.output))
    expect(run.manifest).toMatchObject({ status: 'completed', attempt: 2 })
    const finished = first.calls.critic.slice(0, 9)
    expect([...second.calls.critic].sort()).toEqual(SPECIMENS.filter((each) => !finished.includes(each)))
    expect(second.calls.grader.filter((each) => done.has(each))).toEqual([])
    expect(new Set([...first.calls.grader, ...second.calls.grader]).size).toBe(21)

    const third = counted()
    const twice = makeFullSplit(stage, third.parts)
    await expect(performRun(stage, twice, loadRun(stage, twice, claimed.typed.reference, 'the test'))).rejects.toThrow(
      /completed/,
    )
    expect(third.calls.critic).toEqual([])
  })

  test('grades the critics of another session again without running them', async () => {
    const stage = await stageIn(new WorkspaceFolder())
    const before = counted()
    const { typed, output } = await conductRun(stage, makeFullSplit(stage, before.parts), inputFor())
    const { parts, calls } = counted()
    const input = inputFor({ critics_from: typed.reference, grader_version: '2' })
    const regraded = await conductRun(stage, makeFullSplit(stage, parts), input)
    expect([...calls.critic].sort()).toEqual(['demo/03', 'demo/10', 'demo/17'])
    expect(calls.grader.length).toBe(21)
    expect(regraded.output.metrics['version']?.mean).toBe(2)
    const critics = (found: FullSplitOutput): RunReference[] => found.results.map((each) => each.critic_run)
    expect(critics(regraded.output)).toEqual(critics(output))
  })

  test('keeps two specimens apart whose scope ids are the same', async () => {
    const folder = new WorkspaceFolder()
    const stage = await stageIn(folder)
    const { parts } = counted()
    const seen: string[] = []
    const critic = defineCritic(async ({ input }) => ({ of: seen[seen.push(input.specimen) - 1] ?? '' }))
    const grader = defineGrader(async () => ({ metrics: {} }))
    const type = makeFullSplit(stage, { ...parts, critic, grader, jobs: 1 })
    const { value } = type.checkInput({ split: 'all', specimens: ['a__b/c', 'a/b__c'] })
    const { output } = await conductRun(stage, type, value)
    expect(seen).toEqual(['a__b/c', 'a/b__c'])
    expect(output.results.map((each) => folder.json(`runs/${each.critic_run}/output.json`).of)).toEqual(seen)
  })

  test.each([
    [{ specimens: [] }, /specimens: there is no specimen/],
    [{ specimens: ['flat'] }, /specimens\[0\]: .*use misc\/flat/],
    [{ specimens: ['a/b', 'a/b'] }, /a specimen stands in it twice/],
    [{ specimens: ['a/b'], critics_from: '../x' }, /critics_from: /],
  ])('refuses %j', (more, message) => {
    const type = makeFullSplit({} as never, counted().parts)
    expect(() => type.checkInput({ split: 'valid', ...more })).toThrow(message)
  })
})

test('a reference to a session reads as it is written', () => {
  expect(parseReference('evals/full-split:valid/2026-11-21_06-14-09')).toBe(
    'evals/full-split:valid/2026-11-21_06-14-09',
  )
})
