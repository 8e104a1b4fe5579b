import { cloneTree } from '../../disk/clone-tree.js'
import { makeDirectories } from '../../disk/directory.js'
import { replaceFile } from '../../disk/write.js'
import {
  type AgentOutput,
  agentOutput,
  type BenchmarkInput,
  type BenchmarkOutput,
  scoreSchema,
  totalScore,
} from '../../evaluation/benchmark.js'
import { checkAgainst } from '../../evaluation/checked-value.js'
import type { Execute } from '../../evaluation/run-type.js'
import type { TypedRun } from '../../evaluation/typed-run.js'
import { printJsonFile } from '../../value/json.js'
import { anchorWords, splitWords } from '../evaluation/command-words.js'
import { doProgram } from '../evaluation/command-work.js'
import type { Workspace } from '../open.js'
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
 * of its own below `evaluators/`. Evaluators run one after the other, so that they cannot disturb each other.
 */
export function benchWork(workspace: Workspace, work: BenchWork): Execute<BenchmarkInput, BenchmarkOutput> {
  return async (run) => {
    const { folder, scenario } = work.scenario
    replaceFile(`${run.root}/prompt.md`, run.input.prompt, 'rebuildable')
    const source = scenario.workspace === null ? undefined : `${workspace.root}/${folder}/${scenario.workspace}`
    if (source === undefined) makeDirectories(`${run.root}/workspace`, 'rebuildable')
    else cloneTree(source, `${run.root}/workspace`)
    const agent = await askAgent(workspace, run, work)
    const scores = []
    for (const { name, command, weight } of scenario.evaluators) {
      const words = typeof command === 'string' ? splitWords(command, `the evaluator ${name}`) : command
      const part = `evaluators/${name}`
      makeDirectories(`${run.root}/${part}`, 'rebuildable')
      const input = { ...run.input, agent_output: agent, run_dir: '../..', workspace: '../../workspace' }
      replaceFile(`${run.root}/${part}/input.json`, printJsonFile(input), 'rebuildable')
      const limits = { timeLimitMs: scenario.time_limit_ms, signal: work.signal }
      const written = await doProgram(workspace, run.dir, {
        words: anchored(workspace, words, folder),
        ...limits,
        part,
      })
      scores.push({ name, weight, found: checkAgainst(scoreSchema, written, `the output of the evaluator ${name}`) })
    }
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
  const written = await doProgram(workspace, run.dir, { words: agentWords, ...limits, part: null })
  return checkAgainst(agentOutput, written, 'the output of the agent')
}

/** Programs and scripts of an evaluator are named from the folder of its scenario. */
function anchored(workspace: Workspace, words: readonly string[], folder: string): string[] {
  const filled = words.map((word) => word.replaceAll('{scenario}', `{workspace}/${folder}`))
  return anchorWords(filled, `${workspace.root}/${folder}`, workspace.root)
}
