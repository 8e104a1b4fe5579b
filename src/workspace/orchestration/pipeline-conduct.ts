import type { ConfigTree } from '../../config/tree.js'
import { writeHeartbeat } from '../../disk/heartbeat.js'
import { processStarted } from '../../disk/process.js'
import { isRundirError } from '../../error/rundir-error.js'
import { referenceOf } from '../../run/reference.js'
import type { TerminalStatus } from '../../run/status.js'
import type { Run } from '../../store/read.js'
import type { NewRunRequest } from '../config/request.js'
import { beginAttempt } from '../launch/attempt.js'
import { endRun } from '../launch/end.js'
import { type LaunchResult, launchRun } from '../launch/launch.js'
import type { LaunchOutlets } from '../launch/launch-event.js'
import { planRun } from '../launch/plan.js'
import { Pulse } from '../launch/pulse.js'
import { resumeRun } from '../launch/resume.js'
import { SharedInterrupts } from '../launch/shared-interrupts.js'
import type { Workspace } from '../open.js'
import { inputsOf, stepRequest } from './pipeline-plan.js'
import { type PlannedStep, writePipelineState } from './pipeline-state.js'
import { stepOutputs } from './step-outputs.js'

/** A pipeline that is about to run, or to go on. */
export interface ConductedPipeline {
  readonly run: Run
  readonly steps: readonly PlannedStep[]
  /** What the steps have in common. */
  readonly common: NewRunRequest
  /** Runs of steps that were begun before, by the name of the step; runs of this attempt are added. */
  readonly runs: Map<string, Run>
  /** Instead of the recorded commands of steps that were begun before. */
  readonly command?: readonly string[] | undefined
}

interface Outcome {
  readonly status: TerminalStatus
  readonly exitStatus: number
  readonly error?: string
}

/** One attempt of a pipeline, from its beginning to its end. Throws STATUS_ILLEGAL when another process has begun it, and as a step throws. */
export async function conductPipeline(
  workspace: Workspace,
  pipeline: ConductedPipeline,
  outlets: LaunchOutlets,
): Promise<LaunchResult> {
  const interrupts = new SharedInterrupts(outlets)
  const launcher = { pid: process.pid, started: processStarted(process.pid) }
  const { run, attempt } = beginAttempt(workspace, pipeline.run, { launcher, resumeFrom: null })
  const path = `${workspace.root}/${run.dir}`
  const tell = (text: string): void => outlets.onEvent({ kind: 'notice', text })
  const pulse = new Pulse({
    everyMs: 0,
    clock: workspace.clock,
    rootPid: process.pid,
    environment: workspace.environment,
    metricsFolder: `${path}/metrics`,
    attempt: attempt.attempt,
    beat: (at) => writeHeartbeat(`${path}/attempts/${attempt.attempt}.heartbeat`, at),
    onProblem: tell,
  })
  const end = async ({ status, error }: Omit<Outcome, 'exitStatus'>): Promise<Run> => {
    pulse.stop()
    interrupts.stop()
    return await endRun(workspace, { run, attempt, status, error }, { onProgress: () => undefined, onProblem: tell })
  }
  try {
    const outcome = await runSteps(workspace, { ...pipeline, run }, interrupts, outlets)
    if (outcome.error !== undefined) tell(`${outcome.error}; rundir resume ${run.manifest.name} goes on from there`)
    return { run: await end(outcome), exitStatus: outcome.exitStatus }
  } catch (error) {
    if (isRundirError(error)) await end({ status: 'failed', error: error.message })
    throw error
  }
}

async function runSteps(
  workspace: Workspace,
  pipeline: ConductedPipeline,
  interrupts: SharedInterrupts,
  outlets: LaunchOutlets,
): Promise<Outcome> {
  const { steps, runs } = pipeline
  for (const [at, step] of steps.entries()) {
    if (interrupts.requested) return { status: 'cancelled', exitStatus: 130, error: `stopped before step ${step.name}` }
    const begun = runs.get(step.name)
    const what = `step ${at + 1} of ${steps.length}, ${step.name} (${step.profile ?? step.config})`
    if (begun?.status === 'completed') {
      outlets.onEvent({ kind: 'notice', text: `${what}: completed before, in ${begun.dir}` })
      continue
    }
    outlets.onEvent({ kind: 'notice', text: what })
    const stepOutlets = noting(workspace, pipeline, step, { ...outlets, onInterrupt: interrupts.onInterrupt })
    const result = await (begun === undefined
      ? launchStep(workspace, pipeline, step, stepOutlets)
      : resumeStep(workspace, pipeline, { step, begun }, stepOutlets))
    const { status } = result.run.manifest
    runs.set(step.name, result.run)
    if (status === 'completed') continue
    const error = `step ${step.name} ${status} (exit ${result.exitStatus}), ${result.run.dir}`
    return { status: status === 'cancelled' ? 'cancelled' : 'failed', exitStatus: result.exitStatus || 1, error }
  }
  return { status: 'completed', exitStatus: 0 }
}

async function launchStep(
  workspace: Workspace,
  { run, runs, steps, common }: ConductedPipeline,
  step: PlannedStep,
  outlets: LaunchOutlets,
): Promise<LaunchResult> {
  // A run of a step stands as deep in the workspace as the run of its pipeline: they have one layout.
  const folder = workspace.settings.run.cwd === 'run' ? `${workspace.root}/${run.dir}` : common.cwd
  const named = steps.filter(({ name }) => runs.has(name) && takesFrom(step, name))
  const outputs: Record<string, ConfigTree> = {}
  const parents: string[] = []
  for (const { name } of named) {
    const earlier = runs.get(name)
    if (earlier === undefined) continue
    outputs[name] = stepOutputs(workspace, earlier, folder)
    parents.push(`${workspace.root}/${earlier.dir}`)
  }
  const request = stepRequest(workspace, common, step)
  const inputs = inputsOf(workspace, step, outputs)
  const plan = await planRun(workspace, { ...request, inputs, parents, pipeline: run.dir })
  return await launchRun(workspace, plan, outlets)
}

async function resumeStep(
  workspace: Workspace,
  { common, command }: ConductedPipeline,
  { step, begun }: { readonly step: PlannedStep; readonly begun: Run },
  outlets: LaunchOutlets,
): Promise<LaunchResult> {
  const given = step.command === undefined ? command : undefined
  const run = `${workspace.root}/${begun.dir}`
  return await resumeRun(workspace, { run, cwd: common.cwd, command: given }, outlets)
}

/** Notes the run of a step in the files of the pipeline as soon as it exists. */
function noting(
  workspace: Workspace,
  { run, steps, common, runs }: ConductedPipeline,
  step: PlannedStep,
  outlets: LaunchOutlets,
): LaunchOutlets {
  return {
    ...outlets,
    onEvent: (event) => {
      if (event.kind === 'claimed') {
        const known = [...runs].map(([name, { dir }]): [string, string] => [name, referenceOf(dir)])
        const references = Object.fromEntries([...known, [step.name, referenceOf(event.run.dir)]])
        writePipelineState(`${workspace.root}/${run.dir}`, { request: common, steps }, references)
      }
      outlets.onEvent(event)
    },
  }
}

function takesFrom({ inputs }: PlannedStep, name: string): boolean {
  return JSON.stringify(inputs).includes(`steps.${name}.`)
}
