import { extname, isAbsolute, resolve } from 'node:path'
import { missingKeys } from '../../config/resolve.js'
import { checkSettings } from '../../config/schema.js'
import { findYamlSurprises } from '../../config/surprise.js'
import type { ConfigTree } from '../../config/tree.js'
import { readText } from '../../disk/read.js'
import { isRundirError } from '../../error/rundir-error.js'
import { listProfiles } from '../../profile/list.js'
import { type ConfigSources, previewConfig, profileSource, readSources } from '../config/prepare-config.js'
import type { NewRunRequest } from '../config/request.js'
import type { Workspace } from '../open.js'
import { inside, pendingInputs, readAskedPipeline, stepRequest } from './pipeline-plan.js'
import type { PlannedStep } from './pipeline-state.js'

/** One thing that is wrong with a configuration, or that other readers may take differently. Keys as `config check --json` prints them. */
export interface ConfigProblem {
  readonly severity: 'error' | 'warning'
  /** Dotted; empty for the document as a whole. */
  readonly key: string
  /** Relative to the workspace; null for a problem of the whole. */
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  readonly message: string
  readonly fix: string | null
}

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
  const asked = attempt(() => readAskedPipeline(workspace, request))
  if (!('value' in asked)) return summarise(null, null, [asked.problem])
  const pipeline = asked.value
  if (pipeline === undefined) return checkOne(workspace, request)
  const own = checkOne(inside(workspace), { ...request, overrides: pipeline.own })
  const steps = pipeline.steps.flatMap((step) => checkStep(inside(workspace), request.cwd, step))
  return summarise(own.phase, own.schema, [...own.problems, ...steps])
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
  const sources = attempt(() => readSources(workspace, request))
  if (!('value' in sources)) return summarise(null, null, [sources.problem])
  const { phase, schema } = sources.value
  const problems = [
    ...findErrors(workspace, request, sources.value),
    ...filesOf(workspace, sources.value).flatMap((path) => findWarnings(workspace, path)),
  ]
  return summarise(phase, schema?.path ?? null, problems)
}

function summarise(phase: string | null, schema: string | null, problems: readonly ConfigProblem[]): CheckedConfig {
  const count = (severity: ConfigProblem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length
  return { phase, schema, problems, errors: count('error'), warnings: count('warning') }
}

function findErrors(workspace: Workspace, request: NewRunRequest, sources: ConfigSources): ConfigProblem[] {
  const prepared = attempt(() => previewConfig(workspace, request, sources))
  if (!('value' in prepared)) return [prepared.problem]
  const { preview } = prepared.value
  const missing = missingKeys(preview)
  const unfit = checkFit(preview, sources).filter((problem) => !missing.includes(problem.key))
  return [...missing.map((key) => error(key, 'has no value yet (???)', `give it one: ${key}=VALUE`)), ...unfit]
}

function checkFit(preview: ConfigTree, { schema }: ConfigSources): ConfigProblem[] {
  if (schema === undefined) return []
  return checkSettings(preview, schema.schema, schema.path).map(({ key, message }) => error(key, message, null))
}

function findWarnings(workspace: Workspace, path: string): ConfigProblem[] {
  if (!/^\.ya?ml$/i.test(extname(path))) return []
  const text = readText(isAbsolute(path) ? path : resolve(workspace.root, path))
  return findYamlSurprises(text).map(({ line, column, text: value, here, elsewhere }) => ({
    severity: 'warning',
    key: '',
    file: path,
    line,
    column,
    message: `${value} is ${here === 'text' ? 'text' : 'a decimal number'} here, and ${elsewhere} to readers of YAML 1.1`,
    fix: here === 'text' ? `write "${value}"` : `write ${Number(value)}, or "${value}" for text`,
  }))
}

/** The files of the layers, which are named `profile NAME` and `file PATH`. */
function filesOf(workspace: Workspace, { layers }: ConfigSources): string[] {
  const profiles = listProfiles(profileSource(workspace))
  return layers.flatMap(({ name }) => {
    const [, kind, what] = /^(profile|file) ([\s\S]*)$/.exec(name) ?? []
    const path = kind === 'profile' ? profiles.find((profile) => profile.name === what)?.path : what
    return path == null ? [] : [path]
  })
}

/** A configuration that is wrong is an answer; anything else, such as a profile that is not there, stays an error. */
function attempt<Value>(act: () => Value): { readonly value: Value } | { readonly problem: ConfigProblem } {
  try {
    return { value: act() }
  } catch (caught) {
    const isProblem = isRundirError(caught) && caught.code.startsWith('CONFIG_') && caught.code !== 'CONFIG_MISSING'
    if (!isProblem) throw caught
    return { problem: error('', caught.message, caught.hint ?? null) }
  }
}

function error(key: string, message: string, fix: string | null): ConfigProblem {
  return { severity: 'error', key, file: null, line: null, column: null, message, fix }
}
