import { RundirError } from '../../error/rundir-error.js'
import { type BatchSummary, summariseBatch } from '../../evaluation/batch-summary.js'
import { type BenchmarkInput, defineBenchmark, groupOf } from '../../evaluation/benchmark.js'
import { claimTypedRun, performRun } from '../../evaluation/conduct.js'
import { summariseFailure } from '../../evaluation/failure.js'
import { workThrough } from '../../evaluation/pool.js'
import { isChildFailure } from '../../evaluation/session.js'
import type { Batch } from '../../run/batch.js'
import type { RunReference } from '../../run/reference.js'
import { createBatch, updateBatch } from '../../store/batch.js'
import { getRun } from '../../store/read.js'
import { printInstant } from '../../value/instant.js'
import { checkWork } from '../evaluation/command-work.js'
import { openStage } from '../evaluation/stage.js'
import { readerOf, type Workspace } from '../open.js'
import { loadTemplate } from '../specialist/templates.js'
import { readScenario } from './bench-scenario.js'
import { benchWork, ECHO_AGENT } from './bench-work.js'

export interface BenchRequest {
  readonly suite: string
  readonly scenario: string
  readonly tier: string
  readonly specialist: string | undefined
  /** `echo`, or the text of a command. */
  readonly agent: string
  readonly agentWords: readonly string[] | undefined
  readonly model: string
  readonly iterations: number
  readonly jobs: number
  /** Absolute. */
  readonly cwd: string
  /** The program that loads an evaluator that is a module, absolute. */
  readonly evaluatorHost: string
  readonly signal: AbortSignal
  readonly onProblem: (text: string) => void
  readonly onRun: (run: BenchedRun, done: number) => void
}

/** One iteration; keys as `bench run --json` prints them. */
export interface BenchedRun {
  readonly iteration: number
  readonly run: RunReference
  readonly status: 'completed' | 'failed'
  readonly weighted_score: number | null
  readonly reason: string | null
}

export interface Benched {
  readonly batch: BatchSummary
  readonly runs: readonly BenchedRun[]
}

/**
 * Runs a scenario as often as asked, each time as a run of one batch, which exists before them (spec 4.4, seed 001).
 * An iteration that fails is listed and the others go on.
 * Throws FILE_MISSING, TEMPLATE_UNKNOWN, VALUE_INVALID, COMMAND_NOT_FOUND before anything is made; INTERRUPTED, DISK_*.
 */
export async function runBenchmark(workspace: Workspace, request: BenchRequest): Promise<Benched> {
  const { suite, scenario: name, agent, agentWords, signal, cwd, onProblem } = request
  const scenario = readScenario(workspace, request)
  const template = request.specialist === undefined ? undefined : loadTemplate(workspace, request.specialist, undefined)
  if (agentWords !== undefined) checkWork(workspace, agentWords)
  const stage = await openStage(workspace, { cwd, onProblem })
  const base = {
    suite,
    scenario: name,
    tier: scenario.tier,
    prompt: scenario.prompt,
    specialist: template?.name ?? null,
    template: template?.path ?? null,
    agent,
    model: request.model,
    params: scenario.scenario.params,
  }
  const type = defineBenchmark(benchWork(workspace, { scenario, agentWords, signal }))
  const plan = { suite, scenario: name, tier: scenario.tier, specialist: base.specialist, agent, model: base.model }
  const batch = createBatch(workspace.root, { kind: 'benchmark', name: `${suite}/${name}`, plan }, workspace.clock)
  let done = 0
  const iterations = Array.from({ length: request.iterations }, (_, at) => at + 1)
  const runs = await workThrough(iterations, request.jobs, async (iteration): Promise<BenchedRun> => {
    if (signal.aborted) throw new RundirError('INTERRUPTED', 'the benchmark was interrupted')
    const input: BenchmarkInput = { ...base, iteration }
    const claimed = claimTypedRun(stage, type, input, lineageOf(batch, input))
    const run = claimed.typed.reference
    let benched: BenchedRun
    try {
      const { output } = await performRun(stage, type, claimed)
      benched = { iteration, run, status: 'completed', weighted_score: output.weighted_score, reason: null }
    } catch (error) {
      if (!isChildFailure(error)) throw error
      benched = { iteration, run, status: 'failed', weighted_score: null, reason: summariseFailure(error) }
    }
    request.onRun(benched, ++done)
    return benched
  })
  const closed = updateBatch(workspace.root, batch, { closed_at: printInstant(workspace.clock.now()) })
  const stored = runs.map(({ run }) => getRun(readerOf(workspace), `runs/${run}`))
  return { batch: summariseBatch(closed, stored), runs }
}

function lineageOf(batch: Batch, input: BenchmarkInput) {
  const { tier, specialist, agent, model } = input
  const tags: Record<string, string> = { tier, agent: agent === ECHO_AGENT ? ECHO_AGENT : 'command' }
  if (specialist !== null) tags['specialist'] = specialist
  if (model !== '') tags['model'] = model
  return { batch: batch.batch_id, group: groupOf(input), tags }
}
