import { z } from 'zod'
import type { SpecimenSlug } from '../run/specimen.js'
import { runReference, specimenSlug, splitName } from './branded-schema.js'
import { checkAgainst } from './checked-value.js'
import { defineScopedRun, type Execute, type RunType } from './run-type.js'

/** A program and its arguments; empty where the work is a function of the program that runs the session. */
const commandWords = z.array(z.string()).default([])

const fullSplitInput = z.strictObject({
  split: splitName,
  specimens: z
    .array(specimenSlug)
    .min(1, 'there is no specimen')
    .refine((specimens) => new Set(specimens).size === specimens.length, 'a specimen stands in it twice'),
  model: z.string().default(''),
  system_prompt: z.string().default(''),
  params: z.record(z.string(), z.json()).default({}),
  critic: commandWords,
  grader: commandWords,
  /** Of the graders, so that another version over the same critics is another session. */
  grader_version: z.string().default(''),
  /** Of each command. */
  time_limit_ms: z.int().positive().nullable().default(null),
  /** A session whose critics are graded again instead of being run again. */
  critics_from: runReference.nullable().default(null),
  /** Of the bootstrap. */
  seed: z.int().min(0).default(0),
})

const aggregate = z.strictObject({
  count: z.int(),
  mean: z.number(),
  standard_error: z.number().nullable(),
  /** 95 %, by bootstrap over the specimens. */
  interval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
})

const result = z.strictObject({
  specimen: specimenSlug,
  critic_run: runReference,
  grader_run: runReference,
  metrics: z.record(z.string(), z.number()),
})

const failure = z.strictObject({
  specimen: specimenSlug,
  stage: z.enum(['critic', 'grader']),
  run: runReference,
  reason: z.string(),
})

const fullSplitOutput = z.strictObject({
  total: z.int(),
  completed: z.int(),
  metrics: z.record(z.string(), aggregate),
  results: z.array(result),
  failed: z.array(failure),
})

export type FullSplitInput = z.output<typeof fullSplitInput>
export type FullSplitOutput = z.output<typeof fullSplitOutput>
export type SpecimenResult = z.output<typeof result>
export type SpecimenFailure = z.output<typeof failure>
export type Aggregate = z.output<typeof aggregate>

/** The session `full-split`, whose runs stand in `runs/evals/full-split:<split>/<timestamp>` (spec 1.9, seed 003). */
export function defineFullSplit(
  execute: Execute<FullSplitInput, FullSplitOutput>,
): RunType<FullSplitInput, FullSplitOutput> {
  return defineScopedRun({
    type: 'full-split',
    input: fullSplitInput,
    output: fullSplitOutput,
    scope: ({ split }) => ({ layout: 'session', sessionType: 'full-split', split }),
    execute,
    metrics: ({ metrics }) => Object.fromEntries(Object.entries(metrics).map(([key, { mean }]) => [key, mean])),
  })
}

/** A list of specimens from outside: parsed, in order, each once. Throws VALUE_INVALID with every bad one. */
export function parseSpecimens(texts: readonly string[]): SpecimenSlug[] {
  return checkAgainst(z.array(specimenSlug), [...new Set(texts)], 'the list of specimens')
}
