import { readText } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'
import { type ClusterInput, type ClusterOutput, defineCluster, parseClusterOutput } from '../../evaluation/cluster.js'
import { conductRun } from '../../evaluation/conduct.js'
import { defineCritic, parseCriticOutput } from '../../evaluation/critic.js'
import { clusterExactly } from '../../evaluation/exact-cluster.js'
import { defineGrader, parseGraderOutput } from '../../evaluation/grader.js'
import { loadRun } from '../../evaluation/load.js'
import type { Execute, RunType } from '../../evaluation/run-type.js'
import { gatherUnknowns } from '../../evaluation/unknowns.js'
import type { RunReference } from '../../run/reference.js'
import { knownSplits, parseSplit } from '../../run/specimen.js'
import { getBatch } from '../../store/batch.js'
import { isJsonObject, parseJson } from '../../value/json.js'
import type { Workspace } from '../open.js'
import { checkWork, workOfCommand } from './command-work.js'
import { openStage } from './stage.js'

export const EVALUATION_TYPES = ['critic', 'grader', 'cluster'] as const
export type EvaluationType = (typeof EVALUATION_TYPES)[number]

export interface EvaluateRequest {
  readonly type: EvaluationType
  /** Absolute path of the input; only a cluster run can do without and gathers what graders did not know. */
  readonly inputFile: string | undefined
  /** The program that does the work; only a cluster run can do without and puts equal texts together. */
  readonly words: readonly string[]
  readonly timeLimitMs: number | null
  readonly cwd: string
  readonly batch?: string | undefined
  readonly group?: string | undefined
  readonly signal: AbortSignal
  readonly onProblem: (text: string) => void
}

/** A typed run that was done. */
export interface Evaluated {
  /** Relative to the workspace. */
  readonly dir: string
  readonly reference: RunReference
  readonly output: unknown
}

/** One run of a built-in type. Throws VALUE_INVALID for its input, NAME_INVALID for a split that this workspace does not have, REFERENCE_DANGLING, COMMAND_FAILED, COMMAND_NOT_FOUND, DISK_*. */
export async function evaluateRun(workspace: Workspace, request: EvaluateRequest): Promise<Evaluated> {
  const { words, timeLimitMs, signal, type } = request
  if (words.length > 0) checkWork(workspace, words)
  const work = { words, timeLimitMs, signal }
  switch (type) {
    case 'critic': {
      const critic = defineCritic(workOfCommand(workspace, { ...work, parseOutput: parseCriticOutput }))
      return await conduct(workspace, critic, request, () => [])
    }
    case 'grader': {
      const grader = defineGrader(workOfCommand(workspace, { ...work, parseOutput: parseGraderOutput }))
      return await conduct(workspace, grader, request, (input) => [input.critic_run])
    }
    case 'cluster': {
      const execute: Execute<ClusterInput, ClusterOutput> =
        words.length > 0
          ? workOfCommand(workspace, { ...work, parseOutput: parseClusterOutput })
          : (run) => clusterExactly(workspace.root, run)
      return await conduct(workspace, defineCluster(execute), request, (input) => [
        ...new Set(input.unknowns.map((unknown) => unknown.grader_run)),
      ])
    }
  }
}

async function conduct<Input, Output>(
  workspace: Workspace,
  type: RunType<Input, Output>,
  request: EvaluateRequest,
  parentsOf: (input: Input) => RunReference[],
): Promise<Evaluated> {
  const { cwd, onProblem, batch, group } = request
  const input = type.checkInput(readInput(workspace, request)).value
  const batchId = batch === undefined ? null : getBatch(workspace.root, batch).batch_id
  const stage = await openStage(workspace, { cwd, onProblem })
  const parents = parentsOf(input)
  if (type.type === 'grader') {
    for (const parent of parents) loadRun(stage, defineCritic(notNow), parent, 'the input of the grader')
  }
  const lineage = { parents, batch: batchId, group: group ?? null }
  const { typed, output } = await conductRun(stage, type, input, lineage)
  return { dir: typed.dir, reference: typed.reference, output }
}

function readInput(workspace: Workspace, { type, inputFile }: EvaluateRequest): unknown {
  const { splits } = workspace.settings
  if (inputFile === undefined) return { unknowns: gatherUnknowns(workspace.root, knownSplits(splits)) }
  const input = parseJson(readText(inputFile))
  if (isJsonObject(input) && typeof input['split'] === 'string') parseSplit(input['split'], splits)
  if (input !== undefined) return input
  throw new RundirError('VALUE_INVALID', `the input of ${type} in ${inputFile} is no JSON`)
}

function notNow(): never {
  throw new Error('impossible: a critic that is only looked at')
}
