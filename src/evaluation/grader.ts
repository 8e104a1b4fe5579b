import { z } from 'zod'
import { specimenScopeId } from '../run/specimen.js'
import { runReference } from './branded-schema.js'
import { checkAgainst } from './checked-value.js'
import { specimenScope } from './critic.js'
import { defineRun, type Execute, type RunType } from './run-type.js'

const graderInput = z.strictObject({ ...specimenScope, critic_run: runReference })
const graderOutput = z.looseObject({
  /** What sessions aggregate. */
  metrics: z.record(z.string(), z.number()),
})

export type GraderInput = z.output<typeof graderInput>
export type GraderOutput = z.output<typeof graderOutput>

/** The type `grader`: its input holds the reference of the critic's run, its output holds metrics (spec 4.2, seed 003). */
export function defineGrader(execute: Execute<GraderInput, GraderOutput>): RunType<GraderInput, GraderOutput> {
  const scopeId = (input: GraderInput): string => specimenScopeId(input.specimen)
  return defineRun({
    type: 'grader',
    input: graderInput,
    output: graderOutput,
    scopeId,
    execute,
    metrics: (out) => out.metrics,
  })
}

/** What a program wrote as the output of a grader. Throws VALUE_INVALID. */
export function parseGraderOutput(value: unknown): GraderOutput {
  return checkAgainst(graderOutput, value, 'the output of grader')
}
