import { basename, extname, resolve } from 'node:path'
import { compose, type Layer } from '../../config/compose.js'
import { type ConfigTree, type ConfigValue, isList, isTree, makeTree } from '../../config/tree.js'
import { isRundirError, RundirError } from '../../error/rundir-error.js'
import { checkCommand } from '../../exec/find-command.js'
import { findProfile } from '../../profile/find.js'
import { inputLayer, type StepOutputs } from '../../profile/step-input.js'
import { isPipelineDocument, PIPELINE_PHASE, readSteps } from '../config/pipeline-document.js'
import {
  type ConfigSources,
  prepareConfig,
  previewConfig,
  profileSource,
  readSources,
} from '../config/prepare-config.js'
import type { NewRunRequest } from '../config/request.js'
import { planRun, type RunPlan } from '../launch/plan.js'
import type { Environment, Workspace } from '../open.js'
import { overridesOfEnvironment, shareOverrides, splitOwnOverrides } from './pipeline-overrides.js'
import type { PlannedStep } from './pipeline-state.js'

/** Everything that is known of a pipeline before anything is claimed. */
export interface PipelinePlan {
  /** What the steps have in common: the request without configuration. */
  readonly common: NewRunRequest
  readonly steps: readonly PlannedStep[]
  /** The run of the pipeline itself. */
  readonly plan: RunPlan
}

/** A pipeline as it was asked for: what its own document was told, and its steps with all overrides that came to them. */
export interface AskedPipeline {
  readonly name: string
  readonly own: readonly string[]
  readonly steps: readonly PlannedStep[]
}

/**
 * Reads the pipeline that a request means (spec 3.4): the phase `pipeline`, a profile of it, or a file that looks like one;
 * undefined for any other request. Throws CONFIG_*, PROFILE_UNKNOWN, FILE_MISSING; with `onError`, overrides that no step can take
 * are told there. `sources` are those of the request, where they were read already.
 */
export function readAskedPipeline(
  workspace: Workspace,
  request: NewRunRequest,
  {
    onError,
    sources: known,
  }: { readonly onError?: (error: RundirError) => void; readonly sources?: ConfigSources } = {},
): AskedPipeline | undefined {
  const asked = request.phase ?? PIPELINE_PHASE
  if (asked !== PIPELINE_PHASE || request.config !== undefined) return undefined
  if (request.phase === undefined && request.profile === undefined && request.configFile === undefined) return undefined
  const sources = known ?? readSources(workspace, request)
  const raw = compose({ layers: sources.layers, environment: {}, overrides: [] }).tree
  if (!isPipelineDocument(raw, sources.phase)) return undefined

  const { own, others } = splitOwnOverrides(raw, request.overrides ?? [])
  const document = compose({ layers: sources.layers, environment: {}, overrides: own }).tree
  const name = sources.choice.profile?.name ?? stemOf(request.configFile ?? PIPELINE_PHASE)
  const phaseOf = (profile: string): string | null => findProfile(profileSource(workspace), profile).phase
  const targets = readSteps(document, `the pipeline ${name}`, phaseOf).map((step) => {
    const { layers, schema } = readSources(workspace, stepRequest(workspace, { cwd: request.cwd }, step))
    const all = [...layers, pendingInputs(workspace, step)]
    return { step, name: step.name, layers: all, schema: schema?.schema, overrides: [...step.overrides] }
  })
  shareOverrides(targets, [...overridesOfEnvironment(workspace.environment), ...others], onError)
  return { name, own, steps: targets.map(({ step, overrides }) => ({ ...step, overrides })) }
}

/**
 * Plans the pipeline that a request means; undefined for any other request. Every step is composed and checked, as far as it can
 * be before the steps ahead of it have run. Throws as `readAskedPipeline` and `planRun`, ARGUMENT_MISSING for a step without a
 * command, COMMAND_NOT_FOUND.
 */
export async function findPipeline(workspace: Workspace, request: NewRunRequest): Promise<PipelinePlan | undefined> {
  const asked = readAskedPipeline(workspace, request)
  if (asked === undefined) return undefined
  const { name, own, steps } = asked
  checkCommands(workspace, request, steps)
  const common = commonRequest(request)
  const first = await checkSteps(workspace, common, steps)
  const segments = first.claim.layout === 'pipeline' ? first.claim.segments : undefined
  const plan = await planRun(inside(workspace), {
    ...request,
    model: request.model ?? name,
    dataset: request.dataset ?? segments?.dataset,
    phase: PIPELINE_PHASE,
    overrides: own,
    runType: PIPELINE_PHASE,
  })
  return { common, steps, plan }
}

/** The workspace as steps see it: names and settings that were given to the pipeline are not theirs. */
export function inside(workspace: Workspace): Workspace {
  const entries = Object.entries(workspace.environment).filter(
    ([name]) => name !== 'RUN_NAME' && name !== 'FORCE_RUN_INDEX' && !name.startsWith('RUNDIR__'),
  )
  return { ...workspace, environment: Object.fromEntries(entries) as Environment }
}

/** The request of the run of a step, without its inputs. */
export function stepRequest(workspace: Workspace, common: NewRunRequest, step: PlannedStep): NewRunRequest {
  return {
    ...common,
    phase: step.phase,
    profile: step.profile,
    configFile: step.config === undefined ? undefined : resolve(workspace.root, step.config),
    overrides: step.overrides,
    command: step.command ?? common.command,
    part: step.name,
  }
}

/** The layer of a step's inputs, with the outputs of the steps before it. Throws CONFIG_INTERPOLATION. */
export function inputsOf(workspace: Workspace, step: PlannedStep, outputs: StepOutputs): Layer {
  const { environment, clock } = workspace
  return inputLayer(step, outputs, { environment, now: clock.now(), run: undefined })
}

/** The same while those outputs are not there: each is a text that says where it will come from. */
export function pendingInputs(workspace: Workspace, step: PlannedStep): Layer {
  return inputsOf(workspace, { ...step, inputs: Object.assign(makeTree(), pending(step.inputs)) }, {})
}

function pending(value: ConfigValue): ConfigValue {
  if (typeof value === 'string') return value.replace(/\$\{\s*steps\.([^{}]*)\}/g, '($1)')
  if (isList(value)) return value.map(pending)
  if (!isTree(value)) return value
  const entries = Object.entries(value).map(([key, inner]): [string, ConfigValue] => [key, pending(inner)])
  return Object.assign(makeTree(), Object.fromEntries(entries)) as ConfigTree
}

/** What the steps share with the pipeline; its name and number are its own. */
function commonRequest(request: NewRunRequest): NewRunRequest {
  const { layout, project, scope, command, cwd, batch, group, tags, notes } = request
  return { layout, project, scope, command, cwd, batch, group, tags, notes }
}

function checkCommands(workspace: Workspace, request: NewRunRequest, steps: readonly PlannedStep[]): void {
  for (const step of steps) {
    const command = step.command ?? request.command
    if (command === undefined || command.length === 0) {
      throw new RundirError('ARGUMENT_MISSING', `the step ${step.name} has no command`, {
        hint: 'give one after --, or write command: [python, train.py] in the step',
      })
    }
    checkCommand(command[0] ?? '', request.cwd, workspace.environment['PATH'])
  }
}

/** Plans every step; returns the plan of the first. Steps that wait for inputs are checked against no schema yet. */
async function checkSteps(
  workspace: Workspace,
  common: NewRunRequest,
  steps: readonly PlannedStep[],
): Promise<RunPlan> {
  let first: RunPlan | undefined
  for (const step of steps) {
    const request = stepRequest(workspace, common, step)
    try {
      if (Object.keys(step.inputs).length === 0) await prepareConfig(inside(workspace), request)
      else {
        const waiting = { ...request, inputs: pendingInputs(workspace, step) }
        previewConfig(inside(workspace), waiting, readSources(workspace, waiting))
      }
      first ??= await planRun(inside(workspace), request)
    } catch (error) {
      if (!isRundirError(error)) throw error
      throw new RundirError(error.code, `step ${step.name}: ${error.message}`, { hint: error.hint })
    }
  }
  if (first === undefined) throw new Error('impossible: a pipeline without steps')
  return first
}

function stemOf(path: string): string {
  return basename(path, extname(path))
}
