import { extname } from 'node:path'
import { getAt, parseKeyPath } from '../../config/key-path.js'
import { missingKeys } from '../../config/resolve.js'
import { checkSettings, type SettingsIssue } from '../../config/schema.js'
import { findYamlSurprises } from '../../config/surprise.js'
import type { ConfigTree } from '../../config/tree.js'
import { isRundirError, type RundirError } from '../../error/rundir-error.js'
import { type ConfigSources, previewConfig, readSources } from '../config/prepare-config.js'
import type { NewRunRequest } from '../config/request.js'
import type { Workspace } from '../open.js'
import { type ConfigProblem, filesOfLayers, keyPlaces, problemAt, problemOf, readLayerText } from './config-problem.js'
import { inside, pendingInputs, readAskedPipeline, stepRequest } from './pipeline-plan.js'
import type { PlannedStep } from './pipeline-state.js'

export interface CheckedConfig {
  readonly phase: string | null
  /** Of the JSON Schema that was used; null when the phase has none. */
  readonly schema: string | null
  readonly problems: readonly ConfigProblem[]
  readonly errors: number
  readonly warnings: number
}

/**
 * Everything that a run with this request would stumble over, all at once: a configuration that does not compose or resolve,
 * settings that are missing or do not fit the schema of the phase, and YAML that older readers take for something else. Of a
 * pipeline, all of its steps.
 * Throws as `readSources` when what is asked for is not there.
 */
export async function checkConfig(workspace: Workspace, request: NewRunRequest): Promise<CheckedConfig> {
  const refused: ConfigProblem[] = []
  const onError = (error: RundirError): void => void refused.push(problemOf(workspace, error))
  const asked = attempt(workspace, () => readAskedPipeline(workspace, request, { onError }))
  if (!('value' in asked)) return summarise(null, null, [asked.problem])
  const pipeline = asked.value
  if (pipeline === undefined) return checkOne(workspace, request)
  const own = checkOne(inside(workspace), { ...request, overrides: pipeline.own })
  const steps = pipeline.steps.flatMap((step) => checkStep(inside(workspace), request.cwd, step))
  return summarise(own.phase, own.schema, [...refused, ...own.problems, ...steps])
}

/** What a step takes from the steps before it is not there yet, and fits for now. */
function checkStep(workspace: Workspace, cwd: string, step: PlannedStep): ConfigProblem[] {
  const request = { ...stepRequest(workspace, { cwd }, step), inputs: pendingInputs(workspace, step) }
  const isInput = (key: string): boolean => Object.keys(step.inputs).some((input) => key === input)
  return checkOne(workspace, request)
    .problems.filter(({ severity, key }) => severity === 'warning' || !isInput(key))
    .map((problem) => ({ ...problem, key: problem.key === '' ? '' : `${step.name}.${problem.key}` }))
}

function checkOne(workspace: Workspace, request: NewRunRequest): CheckedConfig {
  const sources = attempt(workspace, () => readSources(workspace, request))
  if (!('value' in sources)) return summarise(null, null, [sources.problem])
  const { phase, schema, layers } = sources.value
  const problems = [
    ...findErrors(workspace, request, sources.value),
    ...filesOfLayers(workspace, layers).flatMap(([, path]) => findWarnings(workspace, path)),
  ]
  return summarise(phase, schema?.path ?? null, problems)
}

function summarise(phase: string | null, schema: string | null, problems: readonly ConfigProblem[]): CheckedConfig {
  const count = (severity: ConfigProblem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length
  return { phase, schema, problems, errors: count('error'), warnings: count('warning') }
}

function findErrors(workspace: Workspace, request: NewRunRequest, sources: ConfigSources): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const onError = (error: RundirError, key: string): void => void problems.push(problemOf(workspace, error, key))
  const prepared = attempt(workspace, () => previewConfig(workspace, request, sources, onError))
  if (!('value' in prepared)) return [...problems, prepared.problem]
  const { preview, config } = prepared.value
  const placeOf = keyPlaces(workspace, sources.layers, config.origin)
  const missing = missingKeys(preview)
  // What an interpolation would have given is not known while one is wrong.
  const isOpen = problems.some(({ key }) => key !== '')
  const unfit = checkFit(preview, sources)
    .filter(({ key }) => !missing.includes(key) && !(isOpen && isInterpolated(config.tree, key)))
    .map(({ key, message }) => problemAt(key, placeOf(key), message, null))
  return [
    ...problems.map((problem) => (problem.file === null ? { ...problem, ...placeOf(problem.key) } : problem)),
    ...missing.map((key) => problemAt(key, placeOf(key), 'has no value yet (???)', `give it one: ${key}=VALUE`)),
    ...unfit,
  ]
}

/** Whether the value at a key, or of a section that it is in, comes from an interpolation. */
function isInterpolated(tree: ConfigTree, key: string): boolean {
  const path = parseKeyPath(key) ?? []
  return path.some((_, at) => {
    const value = getAt(tree, path.slice(0, at + 1))
    return typeof value === 'string' && value.includes('${')
  })
}

function checkFit(preview: ConfigTree, { schema }: ConfigSources): SettingsIssue[] {
  return schema === undefined ? [] : checkSettings(preview, schema.schema, schema.path)
}

function findWarnings(workspace: Workspace, path: string): ConfigProblem[] {
  if (!/^\.ya?ml$/i.test(extname(path))) return []
  return findYamlSurprises(readLayerText(workspace, path)).map(
    ({ line, column, text: value, here, elsewhere, alike }): ConfigProblem => ({
      severity: 'warning',
      key: '',
      file: path,
      line,
      column,
      message: `${value} is ${here === 'text' ? 'text' : alike} here, and ${elsewhere} to readers of YAML 1.1`,
      fix: here === 'text' ? `write ${alike}` : `write ${alike}, or "${value}" for text`,
    }),
  )
}

/** A configuration that is wrong is an answer; anything else, such as a profile that is not there, stays an error. */
function attempt<Value>(
  workspace: Workspace,
  act: () => Value,
): { readonly value: Value } | { readonly problem: ConfigProblem } {
  try {
    return { value: act() }
  } catch (caught) {
    const isProblem = isRundirError(caught) && caught.code.startsWith('CONFIG_') && caught.code !== 'CONFIG_MISSING'
    if (!isProblem) throw caught
    return { problem: problemOf(workspace, caught) }
  }
}
