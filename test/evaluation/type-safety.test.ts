import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { specimenSlug, splitName } from '../../src/evaluation/branded-schema.js'
import { conductRun } from '../../src/evaluation/conduct.js'
import { type CriticInput, defineCritic } from '../../src/evaluation/critic.js'
import { defineGrader, type GraderInput } from '../../src/evaluation/grader.js'
import { progressOf } from '../../src/evaluation/load.js'
import { defineRun } from '../../src/evaluation/run-type.js'
import type { Stage } from '../../src/evaluation/stage.js'
import type { TypedRun } from '../../src/evaluation/typed-run.js'
import type { RunReference } from '../../src/run/reference.js'
import { type SpecimenSlug, type Split, specimenScopeId } from '../../src/run/specimen.js'
import type { ShownStatus } from '../../src/run/status.js'

const counting = {
  type: 'count',
  input: z.object({ split: splitName, specimen: specimenSlug, limit: z.int() }),
  output: z.object({ lines: z.int() }),
} as const

const homeless = { ...counting, input: z.object({ a: z.string() }) }

/** What stands here is checked by the compiler and never runs. */
function misuse(stage: Stage, critic: TypedRun<CriticInput>, text: string): unknown {
  const scopeId = (input: { specimen: SpecimenSlug }): string => specimenScopeId(input.specimen)
  const count = defineRun({ ...counting, scopeId, execute: async (run) => ({ lines: run.input.limit }) })
  const grader = defineGrader(async () => ({ metrics: {} }))
  const { input } = critic
  // @ts-expect-error paths are computed, never set
  critic.outputPath = text
  // @ts-expect-error the input of a run does not change
  critic.input = input
  return [
    conductRun(stage, grader, { ...input, critic_run: critic.reference }),
    // @ts-expect-error a path is no reference to a run
    conductRun(stage, grader, { ...input, critic_run: text }),
    // @ts-expect-error a grader without the critic's run
    conductRun(stage, grader, input),
    // @ts-expect-error a text is no specimen before it was parsed
    conductRun(stage, count, { split: input.split, specimen: text, limit: 3 }),
    // @ts-expect-error a text is no split before it was parsed
    conductRun(stage, count, { split: text, specimen: input.specimen, limit: 3 }),
    // @ts-expect-error an input of another type of run
    conductRun(stage, count, { ...input, critic_run: critic.reference }),
    // @ts-expect-error an output that the schema does not have
    defineRun({ ...counting, scopeId, execute: async () => ({ rows: 1 }) }),
    // @ts-expect-error a scope id is a text
    defineRun({ ...counting, scopeId: () => 7, execute: async () => ({ lines: 1 }) }),
    // @ts-expect-error an atomic run belongs to a split
    defineRun({ ...homeless, scopeId: () => 'x', execute: async () => ({ lines: 1 }) }),
    // @ts-expect-error metrics are numbers
    defineGrader(async () => ({ metrics: { recall: 'high' } })),
    // @ts-expect-error there is no such status
    progressOf('finished'),
  ]
}

test('types of inputs and outputs follow from their schemas', () => {
  expectTypeOf(misuse).toBeFunction()
  const count = defineRun({ ...counting, scopeId: () => 'x', execute: async () => ({ lines: 1 }) })
  type Input = Parameters<typeof count.scopeOf>[0]
  expectTypeOf<Input>().toEqualTypeOf<{ split: Split; specimen: SpecimenSlug; limit: number }>()
  expectTypeOf<ReturnType<typeof count.execute>>().resolves.toEqualTypeOf<{ lines: number }>()
  expectTypeOf<GraderInput['critic_run']>().toEqualTypeOf<RunReference>()
  expectTypeOf<TypedRun<CriticInput>['reference']>().toEqualTypeOf<RunReference>()
  expectTypeOf(defineCritic).parameter(0).parameter(0).toEqualTypeOf<TypedRun<CriticInput>>()
  expectTypeOf(progressOf).parameter(0).toEqualTypeOf<ShownStatus>()
})
