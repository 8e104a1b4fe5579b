import type { z } from 'zod'
import type { Split } from '../run/specimen.js'
import type { JsonObject } from '../value/json.js'
import { checkAgainst, checkStorable } from './checked-value.js'
import { type RunScope, type RunsRoot, TypedRun } from './typed-run.js'

/** What the work of a run may tell while it goes on. */
export interface RunOutlets {
  /** Appends one line to `events.jsonl` of the run. */
  readonly emit: (event: string, facts: JsonObject) => void
}

/** The work of a run. What it throws marks the run `failed`, is kept in it, and is thrown on. */
export type Execute<Input, Output> = (run: TypedRun<Input>, outlets: RunOutlets) => Promise<Output>

/** A kind of typed runs. */
export interface RunType<Input, Output> {
  /** `critic`, `grader`, …: a part of the path. */
  readonly type: string
  /** Throws VALUE_INVALID with every bad field and its path. */
  checkInput(value: unknown): { readonly value: Input; readonly text: string }
  checkOutput(value: unknown): { readonly value: Output; readonly text: string }
  scopeOf(input: Input): RunScope
  /** The run with that input and time stamp, whether it exists or not. Throws VALUE_INVALID, NAME_INVALID. */
  at(runsRoot: RunsRoot, input: Input, timestamp: string): TypedRun<Input>
  readonly execute: Execute<Input, Output>
  /** Numbers of an output that become metrics of its run. */
  metricsOf(output: Output): Readonly<Record<string, number>>
}

interface Shape<Input extends z.ZodType, Output extends z.ZodType> {
  readonly type: string
  readonly input: Input
  readonly output: Output
  readonly execute: Execute<z.output<Input>, z.output<Output>>
  readonly metrics?: (output: z.output<Output>) => Readonly<Record<string, number>>
}

/**
 * Defines an atomic run type (spec 4.1, seed 003): schemas for input and output, from which their types follow, a function from
 * the input to the scope id, and the work. Its runs stand in `runs/<split>/<type>/<scope id>/<timestamp>`.
 * ```ts
 * const critic = defineRun({
 *   type: 'critic',
 *   input: z.object({ split: splitName, specimen: specimenSlug }),
 *   output: z.object({ issues: z.array(z.string()) }),
 *   scopeId: (input) => specimenScopeId(input.specimen),
 *   execute: async (run) => ({ issues: await review(run.input.specimen) }),
 * })
 * ```
 */
export function defineRun<Input extends z.ZodType<{ readonly split: Split }>, Output extends z.ZodType>(
  definition: Shape<Input, Output> & { readonly scopeId: (input: z.output<Input>) => string },
): RunType<z.output<Input>, z.output<Output>> {
  const { type, scopeId } = definition
  const scope = (input: z.output<Input>): RunScope => {
    return { layout: 'evaluation', split: input.split, runType: type, scopeId: scopeId(input) }
  }
  return defineScopedRun({ ...definition, scope })
}

/** As `defineRun`, for runs that stand elsewhere: sessions and clusters (spec 1.9). */
export function defineScopedRun<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Shape<Input, Output> & { readonly scope: (input: z.output<Input>) => RunScope },
): RunType<z.output<Input>, z.output<Output>> {
  const { type, input, output, scope, execute, metrics } = definition
  return {
    type,
    checkInput: (value) => checkStorable(input, value, `the input of ${type}`),
    checkOutput: (value) => checkStorable(output, value, `the output of ${type}`),
    scopeOf: scope,
    at: (runsRoot, value, timestamp) =>
      new TypedRun(scope, runsRoot, checkAgainst(input, value, `the input of ${type}`), timestamp),
    execute,
    metricsOf: (value) => metrics?.(value) ?? {},
  }
}
