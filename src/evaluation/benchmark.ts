import { z } from 'zod'
import { defineScopedRun, type Execute, type RunType } from './run-type.js'

/** How much a prompt tells: from L0, least, to L3, most; Lx is anything else (spec 4.4, seed 001). */
export const TIERS = ['L0', 'L1', 'L2', 'L3', 'Lx'] as const
export type Tier = (typeof TIERS)[number]

const evaluator = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'use lower case letters, digits, "_" and "-"'),
    /** A program and its arguments, in one text or as words. */
    command: z.union([z.string(), z.array(z.string()).min(1)], 'a command is a text or a list of words').optional(),
    /** Or a module of the suite whose default export is a function from the input to a score, relative to the scenario. */
    module: z
      .string()
      .regex(/\.[mc]?js$/, 'a module ends in .mjs or .js')
      .optional(),
    weight: z.number().positive().default(1),
    /** Instead of that of the scenario. */
    time_limit_ms: z.int().positive().optional(),
  })
  .refine(({ command, module }) => (command === undefined) !== (module === undefined), 'give a command or a module')
export type Evaluator = z.output<typeof evaluator>

/** `scenario.yaml` of a scenario. */
export const scenarioSchema = z.strictObject({
  title: z.string().default(''),
  description: z.string().default(''),
  /** Folder that each run gets a copy of, relative to the scenario. */
  workspace: z.string().nullable().default(null),
  time_limit_ms: z.int().positive().nullable().default(null),
  evaluators: z
    .array(evaluator)
    .min(1, 'there is no evaluator')
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'a name stands in it twice'),
  params: z.record(z.string(), z.json()).default({}),
})
export type Scenario = z.output<typeof scenarioSchema>

const benchmarkInput = z.strictObject({
  suite: z.string(),
  scenario: z.string(),
  tier: z.enum(TIERS),
  prompt: z.string(),
  specialist: z.string().nullable(),
  /** Of the template that the specialist is loaded from, relative to the workspace. */
  template: z.string().nullable(),
  agent: z.string(),
  model: z.string(),
  iteration: z.int().min(1),
  params: z.record(z.string(), z.json()),
})
export type BenchmarkInput = z.output<typeof benchmarkInput>

/** What an agent tells in its `output.json`; all of it is kept. */
export const agentOutput = z.looseObject({
  tokens_in: z.number().min(0).optional(),
  tokens_out: z.number().min(0).optional(),
  cost: z.number().min(0).optional(),
})
export type AgentOutput = z.output<typeof agentOutput>

/** What an evaluator tells in its `output.json`. */
export const scoreSchema = z
  .looseObject({ score: z.number(), max_score: z.number().positive(), details: z.json().optional() })
  .refine(({ score, max_score }) => score >= 0 && score <= max_score, 'score is not between 0 and max_score')
export type Score = z.output<typeof scoreSchema>

const benchmarkOutput = z.strictObject({
  score: z.number(),
  max_score: z.number(),
  /** From 0 to 1: the scores as parts of their maxima, by weight. */
  weighted_score: z.number(),
  scores: z.record(z.string(), z.looseObject({ score: z.number(), max_score: z.number(), weight: z.number() })),
  agent: agentOutput,
})
export type BenchmarkOutput = z.output<typeof benchmarkOutput>

/** The type `benchmark`, whose runs stand in `runs/benchmarks/<suite>/<scenario>/<run id>` (spec 1.9). */
export function defineBenchmark(
  execute: Execute<BenchmarkInput, BenchmarkOutput>,
): RunType<BenchmarkInput, BenchmarkOutput> {
  return defineScopedRun({
    type: 'benchmark',
    input: benchmarkInput,
    output: benchmarkOutput,
    scope: ({ suite, scenario }) => ({ layout: 'benchmark', suite, scenario }),
    execute,
    metrics: metricsOf,
  })
}

/** Adds up what the evaluators of a scenario found. */
export function totalScore(
  scores: readonly { readonly name: string; readonly weight: number; readonly found: Score }[],
  agent: AgentOutput,
): BenchmarkOutput {
  const weights = scores.reduce((sum, { weight }) => sum + weight, 0)
  const parts = scores.reduce((sum, { weight, found }) => sum + (weight * found.score) / found.max_score, 0)
  return {
    score: scores.reduce((sum, { found }) => sum + found.score, 0),
    max_score: scores.reduce((sum, { found }) => sum + found.max_score, 0),
    weighted_score: weights === 0 ? 0 : parts / weights,
    scores: Object.fromEntries(scores.map(({ name, weight, found }) => [name, { ...found, weight }])),
    agent,
  }
}

function metricsOf({ score, max_score, weighted_score, scores, agent }: BenchmarkOutput): Record<string, number> {
  const metrics: Record<string, number> = { score, max_score, weighted_score }
  for (const [name, found] of Object.entries(scores)) metrics[`score/${name}`] = found.score / found.max_score
  for (const key of ['tokens_in', 'tokens_out', 'cost'] as const) {
    const value = agent[key]
    if (value !== undefined) metrics[key] = value
  }
  return metrics
}

/** What the runs of a batch have in common that are repeats of one thing. */
export function groupOf({ suite, scenario, tier, specialist, agent, model }: BenchmarkInput): string {
  return [`${suite}/${scenario}`, tier, specialist ?? '-', agent, model || '-'].join(' ')
}
