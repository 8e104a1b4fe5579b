import { MASK, maskArgv, maskTree } from '../../capture/secret.js'
import { copyTree } from '../../config/tree.js'
import { readTextIfThere } from '../../disk/read.js'
import { replaceFile } from '../../disk/write.js'
import { RundirError } from '../../error/rundir-error.js'
import { isJsonObject, type Json, type JsonObject, parseJson, printJsonFile } from '../../value/json.js'
import type { DocumentStep } from '../config/pipeline-document.js'
import type { NewRunRequest } from '../config/request.js'

/** A step as it will run: its overrides are all that came to it. */
export type PlannedStep = DocumentStep

/** What the runs of all steps have in common besides command and folder. */
export type SharedRequest = Pick<NewRunRequest, 'layout' | 'project' | 'scope' | 'batch' | 'group' | 'tags' | 'notes'>

export interface PipelineState {
  readonly request: SharedRequest
  readonly steps: readonly PlannedStep[]
}

export const STATE_FILE = 'pipeline.json'
const STATE_VERSION = 1

/** Writes the plan of a pipeline (docs/format.md, "Pipelines"). `runs`: step → reference of its run. Secrets are masked. */
export function writePipelineState(
  runPath: string,
  { request, steps }: PipelineState,
  runs: Readonly<Record<string, string>>,
): void {
  const { layout, project, scope, batch, group, tags, notes } = request
  const state = {
    schema_version: STATE_VERSION,
    request: { layout, project, scope, batch, group, tags, notes },
    steps: steps.map(({ name, phase, profile, config, overrides, inputs, command }) => ({
      name,
      phase,
      profile: profile ?? null,
      config: config ?? null,
      overrides: maskArgv(overrides),
      inputs: maskTree(inputs as Json),
      command: command === undefined ? null : maskArgv(command),
      run: runs[name] ?? null,
    })),
  }
  replaceFile(`${runPath}/${STATE_FILE}`, printJsonFile(state), 'durable')
}

/**
 * The plan of a pipeline that was begun; undefined when it has none. Throws RUN_DAMAGED when the file cannot be read,
 * ARGUMENT_MISSING when a step holds masked secrets and so cannot be repeated.
 */
export function readPipelineState(runPath: string, name: string): PipelineState | undefined {
  const text = readTextIfThere(`${runPath}/${STATE_FILE}`)
  if (text === undefined) return undefined
  const state = parseJson(text)
  if (!isJsonObject(state) || !Array.isArray(state['steps'])) throw damaged(name)
  if (state['schema_version'] !== STATE_VERSION) {
    throw new RundirError('FORMAT_NEWER', `${STATE_FILE} of ${name} was written by another version`, {
      hint: 'use a newer rundir',
    })
  }
  const steps = state['steps'].map((step: Json) => readStep(step, name))
  const request = isJsonObject(state['request']) ? (state['request'] as SharedRequest) : {}
  return { request, steps }
}

function readStep(value: Json, run: string): PlannedStep {
  const step: JsonObject = isJsonObject(value) ? value : {}
  const { name, phase } = step
  if (typeof name !== 'string' || typeof phase !== 'string') throw damaged(run)
  if (JSON.stringify(step).includes(MASK)) {
    throw new RundirError('ARGUMENT_MISSING', `the step ${name} of ${run} holds masked secrets`, {
      hint: 'start the pipeline again, and hand secrets over in the environment',
    })
  }
  return {
    name,
    phase,
    profile: textOf(step['profile']),
    config: textOf(step['config']),
    overrides: wordsOf(step['overrides']) ?? [],
    inputs: copyTree(step['inputs'], `${STATE_FILE} of ${run}`),
    command: wordsOf(step['command']),
  }
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function wordsOf(value: Json | undefined): string[] | undefined {
  return Array.isArray(value) && value.every((word) => typeof word === 'string') ? [...value] : undefined
}

function damaged(name: string): RundirError {
  return new RundirError('RUN_DAMAGED', `${STATE_FILE} of ${name} does not say which steps the pipeline has`, {
    hint: 'start the pipeline again',
  })
}
