import { cloneTree } from '../../disk/clone-tree.js'
import { makeDirectories } from '../../disk/directory.js'
import { replaceFile } from '../../disk/write.js'
import { RundirError } from '../../error/rundir-error.js'
import {
  type AgentOutput,
  agentOutput,
  type BenchmarkInput,
  type BenchmarkOutput,
  type Score,
  totalScore,
} from '../../evaluation/benchmark.js'
import { checkAgainst } from '../../evaluation/checked-value.js'
import { summariseFailure } from '../../evaluation/failure.js'
import type { Execute } from '../../evaluation/run-type.js'
import { isChildFailure } from '../../evaluation/session.js'
import type { TypedRun } from '../../evaluation/typed-run.js'
import { doProgram } from '../evaluation/command-work.js'
import type { Workspace } from '../open.js'
import { evaluateWith } from './bench-evaluator.js'
import type { BenchScenario } from './bench-scenario.js'

/** The agent that ships: it answers with the prompt. */
export const ECHO_AGENT = 'echo'

export interface BenchWork {
  readonly scenario: BenchScenario
  /** Undefined for the agent `echo`. */
  readonly agentWords: readonly string[] | undefined
  readonly signal: AbortSignal
}

/**
 * One iteration: the agent gets `prompt.md` and a copy of the scenario's files in `workspace/`; then each evaluator looks, in a folder
 * of its own below `evaluators/`. Evaluators run one after the other, so that they cannot disturb each other, and all of them, so that
 * the run tells everything that went wrong.
 */
export function benchWork(workspace: Workspace, work: BenchWork): Execute<BenchmarkInput, BenchmarkOutput> {
  return async (run) => {
    const { files, evaluators } = work.scenario
    replaceFile(`${run.root}/prompt.md`, run.input.prompt, 'rebuildable')
    if (files === undefined) makeDirectories(`${run.root}/workspace`, 'rebuildable')
    else cloneTree(files, `${run.root}/workspace`)
    const agent = await askAgent(workspace, run, work)
    const input = { ...run.input, agent_output: agent, run_dir: '../..', workspace: '../../workspace' }
    const scores: { name: string; weight: number; found: Score }[] = []
    const failures: unknown[] = []
    for (const evaluator of evaluators) {
      try {
        const found = await evaluateWith(workspace, run.dir, evaluator, { input, signal: work.signal })
        scores.push({ name: evaluator.name, weight: evaluator.weight, found })
      } catch (error) {
        if (!isChildFailure(error)) throw error
        failures.push(error)
      }
    }
    if (failures.length > 1) throw new RundirError('COMMAND_FAILED', failures.map(summariseFailure).join('; '))
    if (failures.length > 0) throw failures[0]
    return totalScore(scores, agent)
  }
}

async function askAgent(
  workspace: Workspace,
  run: TypedRun<BenchmarkInput>,
  { agentWords, scenario, signal }: BenchWork,
): Promise<AgentOutput> {
  if (agentWords === undefined) {
    replaceFile(`${run.root}/workspace/answer.md`, run.input.prompt, 'rebuildable')
    return { text: run.input.prompt }
  }
  const limits = { timeLimitMs: scenario.scenario.time_limit_ms, signal }
  const called = agentWords[0] ?? ''
  const written = await doProgram(workspace, run.dir, { called, words: agentWords, ...limits, part: null })
  return checkAgainst(agentOutput, written, 'the output of the agent')
}
