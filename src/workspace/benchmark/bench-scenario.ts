import { readConfigFile } from '../../config/read.js'
import { listEntries } from '../../disk/directory.js'
import { statIfThere } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'
import { type Scenario, scenarioSchema, TIERS, type Tier } from '../../evaluation/benchmark.js'
import { checkAgainst } from '../../evaluation/checked-value.js'
import { checkPathPart } from '../../run/path-part.js'
import { didYouMean } from '../../value/nearest.js'
import type { Workspace } from '../open.js'
import { type BenchEvaluator, pathInSuite, prepareEvaluator } from './bench-evaluator.js'
import { readPrompt } from './bench-prompt.js'

export const SUITES = 'suites'

/** A scenario and one of its prompts, as they stand in the workspace. */
export interface BenchScenario {
  readonly suite: string
  readonly name: string
  readonly scenario: Scenario
  /** The files that each run gets a copy of, absolute; undefined for none. */
  readonly files: string | undefined
  readonly evaluators: readonly BenchEvaluator[]
  readonly tier: Tier
  readonly prompt: string
}

/** Which scenario, and the program that loads an evaluator that is a module, absolute. */
export interface ScenarioRequest {
  readonly suite: string
  readonly scenario: string
  readonly tier: string
  readonly evaluatorHost: string
}

/**
 * Reads `suites/<suite>/scenarios/<scenario>/scenario.yaml` and the prompt of a tier (spec 4.4, seed 001).
 * Throws FILE_MISSING with the nearest names or the tiers that are there, VALUE_INVALID, CONFIG_SYNTAX, NAME_INVALID, COMMAND_NOT_FOUND.
 */
export function readScenario(workspace: Workspace, request: ScenarioRequest): BenchScenario {
  const { root } = workspace
  const { suite, scenario: name } = request
  const tier = parseTier(request.tier)
  const suitePath = folderOf(root, SUITES, 'suite', suite)
  const folder = folderOf(root, `${suitePath}/scenarios`, 'scenario', name)
  const scenario = readScenarioFile(root, folder)
  const prompt = readPrompt(root, `${suitePath}/prompts/${name}`, tier)
  const place = { suitePath, folder }
  const { workspace: given } = scenario
  const files = given === null ? undefined : pathInSuite(workspace, place, { path: given, kind: 'directory' })
  const how = { host: request.evaluatorHost, limitMs: scenario.time_limit_ms }
  const evaluators = scenario.evaluators.map((each) => prepareEvaluator(workspace, each, place, how))
  return { suite, name, scenario, files, evaluators, tier, prompt }
}

/** What stands in the file of a scenario. Throws FILE_MISSING, VALUE_INVALID, CONFIG_SYNTAX. */
export function readScenarioFile(root: string, folder: string): Scenario {
  const file = ['scenario.yaml', 'scenario.yml', 'scenario.json5', 'scenario.json'].find(
    (each) => statIfThere(`${root}/${folder}/${each}`) !== undefined,
  )
  if (file === undefined) {
    throw new RundirError('FILE_MISSING', `there is no ${folder}/scenario.yaml`, {
      hint: 'it names the evaluators: evaluators: [{name: tests, command: sh check.sh}]',
    })
  }
  return checkAgainst(scenarioSchema, readConfigFile(`${root}/${folder}/${file}`), `${folder}/${file}`)
}

function folderOf(root: string, parent: string, what: string, name: string): string {
  const folder = `${parent}/${checkPathPart(what, name)}`
  if (statIfThere(`${root}/${folder}`)?.kind === 'directory') return folder
  const known = listEntries(`${root}/${parent}`).flatMap((entry) => (entry.kind === 'directory' ? [entry.name] : []))
  throw new RundirError('FILE_MISSING', `there is no ${what} ${folder}`, {
    hint:
      didYouMean(name, known) ?? (known.length === 0 ? `make it: mkdir -p ${folder}` : `there are ${known.join(', ')}`),
  })
}

function parseTier(text: string): Tier {
  const tier = TIERS.find((each) => each === text)
  if (tier !== undefined) return tier
  throw new RundirError('FLAG_INVALID', `--tier cannot be "${text}"`, { hint: `one of ${TIERS.join(', ')}` })
}
