import { z } from 'zod'
import { specimenScopeId } from '../run/specimen.js'
import { specimenSlug, splitName } from './branded-schema.js'
import { checkAgainst } from './checked-value.js'
import { defineRun, type Execute, type RunType } from './run-type.js'

/** What every run over one specimen is told (spec 4.2, seed 003). */
export const specimenScope = {
  split: splitName,
  specimen: specimenSlug,
  model: z.string().default(''),
  system_prompt: z.string().default(''),
  /** Of the program that does the work, so that a new version of it is another input. */
  version: z.string().default(''),
  /** Whatever else that program wants to know. */
  params: z.record(z.string(), z.json()).default({}),
} as const

const criticInput = z.strictObject(specimenScope)
const criticOutput = z.looseObject({})

export type CriticInput = z.output<typeof criticInput>
export type CriticOutput = z.output<typeof criticOutput>

/** The type `critic`, whose output is any object; what it does is the caller's. */
export function defineCritic(execute: Execute<CriticInput, CriticOutput>): RunType<CriticInput, CriticOutput> {
  const scopeId = (input: CriticInput): string => specimenScopeId(input.specimen)
  return defineRun({ type: 'critic', input: criticInput, output: criticOutput, scopeId, execute })
}

/** What a program wrote as the output of a critic. Throws VALUE_INVALID. */
export function parseCriticOutput(value: unknown): CriticOutput {
  return checkAgainst(criticOutput, value, 'the output of critic')
}
