import { runBenchmark } from '../workspace/benchmark/bench-run.js'
import { anchorWords, splitWords } from '../workspace/evaluation/command-words.js'
import type { Answer, FlagSpecs, FlagValues } from './command.js'
import type { Context } from './context.js'
import { parseCount } from './evaluation-flags.js'
import { interruptSignal } from './interrupt-signal.js'
import { renderBatch } from './render/batch.js'
import { printable } from './render/style.js'
import { evaluatorHostFile } from './resources.js'

const MAX_ITERATIONS = 100_000
const MAX_JOBS = 1_024
export const DEFAULT_AGENT = 'echo'
export const DEFAULT_TIER = 'L1'

/** Flags of a benchmark. */
export const BENCH_FLAGS = {
  tier: { type: 'text', value: 'T', help: `L0, L1, L2, L3 or Lx (default ${DEFAULT_TIER})` },
  specialist: { type: 'text', value: 'NAME', help: 'template that the agent is told of' },
  agent: { type: 'text', value: 'CMD', help: `command of the agent (default ${DEFAULT_AGENT})` },
  model: { type: 'text', value: 'NAME', help: 'handed to the agent in its input' },
  iterations: { type: 'number', short: 'n', help: 'how often (default 1)' },
  jobs: { type: 'number', short: 'j', help: 'iterations at a time (default 1)' },
} as const satisfies FlagSpecs

export type BenchValues = FlagValues<typeof BENCH_FLAGS>

/** The scenario that is meant. */
export interface BenchTarget {
  readonly suite: string
  readonly scenario: string
}

/** Runs a scenario as the flags say. Throws FLAG_INVALID, and as `runBenchmark`. */
export async function performBench(context: Context, target: BenchTarget, flags: BenchValues): Promise<Answer> {
  const { agent = DEFAULT_AGENT, specialist, model = '', tier = DEFAULT_TIER } = flags
  const iterations = countIterations(flags.iterations)
  const jobs = parseCount('--jobs', flags.jobs ?? 1, MAX_JOBS)
  const workspace = await context.workspace()
  const { cwd } = context
  const agentWords =
    agent === DEFAULT_AGENT ? undefined : anchorWords(splitWords(agent, '--agent'), cwd, workspace.root)
  const interrupts = interruptSignal(() => context.notice('ending the programs'))
  const { batch, runs } = await runBenchmark(workspace, {
    ...target,
    ...{ tier, specialist, agent, agentWords, model, iterations, jobs, cwd },
    evaluatorHost: evaluatorHostFile(),
    signal: interrupts.signal,
    onProblem: context.notice,
    onRun: ({ iteration, reason }, done) => {
      context.progress(`${done} of ${iterations}`)
      if (reason !== null) context.notice(printable(`iteration ${iteration} failed: ${reason}`))
    },
  })
  interrupts.stop()
  context.progress('')
  return {
    data: { ...batch, runs },
    text: renderBatch(batch, context.columns, context.style),
    exitStatus: batch.failed === 0 ? 0 : 1,
  }
}

/** Throws FLAG_INVALID. */
export function countIterations(given: number | undefined): number {
  return parseCount('--iterations', given ?? 1, MAX_ITERATIONS)
}
