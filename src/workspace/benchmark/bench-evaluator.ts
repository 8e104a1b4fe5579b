import { makeDirectories } from '../../disk/directory.js'
import { statIfThere } from '../../disk/read.js'
import { realPathIfThere } from '../../disk/real-path.js'
import { replaceFile } from '../../disk/write.js'
import { RundirError } from '../../error/rundir-error.js'
import { type Evaluator, type Score, scoreSchema } from '../../evaluation/benchmark.js'
import { checkAgainst } from '../../evaluation/checked-value.js'
import { printJsonFile } from '../../value/json.js'
import { anchorWords, splitWords } from '../evaluation/command-words.js'
import { checkWork, doProgram } from '../evaluation/command-work.js'
import type { Workspace } from '../open.js'

/** An evaluator as it is started: a program, whatever it was in the scenario. */
export interface BenchEvaluator {
  readonly name: string
  readonly weight: number
  readonly words: readonly string[]
  readonly timeLimitMs: number
}

/** Where a scenario stands, relative to the workspace. */
export interface ScenarioPlace {
  readonly suitePath: string
  readonly folder: string
}

const DEFAULT_TIME_LIMIT_MS = 3_600_000

/**
 * Programs and scripts of an evaluator are named from the folder of its scenario. A module runs in a process of its own (`host` is the
 * program that loads it), so that one that hangs or exits costs no more than its own score.
 * Throws COMMAND_NOT_FOUND, FILE_MISSING, VALUE_INVALID for a module outside of the suite.
 */
export function prepareEvaluator(
  workspace: Workspace,
  { name, command, module, weight, time_limit_ms }: Evaluator,
  place: ScenarioPlace,
  { host, limitMs }: { readonly host: string; readonly limitMs: number | null },
): BenchEvaluator {
  const words =
    module === undefined
      ? wordsOf(workspace, name, command ?? [], place.folder)
      : [process.execPath, host, pathInSuite(workspace, place, { path: module, kind: 'file' })]
  checkWork(workspace, words)
  return { name, weight, words, timeLimitMs: time_limit_ms ?? limitMs ?? DEFAULT_TIME_LIMIT_MS }
}

function wordsOf(workspace: Workspace, name: string, command: string | readonly string[], folder: string): string[] {
  const words = typeof command === 'string' ? splitWords(command, `the evaluator ${name}`) : command
  const filled = words.map((word) => word.replaceAll('{scenario}', `{workspace}/${folder}`))
  return anchorWords(filled, `${workspace.root}/${folder}`, workspace.root)
}

/** What a scenario names by a path, absolute. Throws FILE_MISSING; VALUE_INVALID when it leads out of the suite, also by a link. */
export function pathInSuite(
  { root }: Workspace,
  { suitePath, folder }: ScenarioPlace,
  { path, kind }: { readonly path: string; readonly kind: 'file' | 'directory' },
): string {
  const real = realPathIfThere(`${root}/${folder}/${path}`)
  if (real === undefined || statIfThere(real)?.kind !== kind) {
    throw new RundirError('FILE_MISSING', `scenario ${folder} names the ${kind} ${path}, which is not there`, {
      hint: `paths start at ${folder}/`,
    })
  }
  if (real.startsWith(`${realPathIfThere(`${root}/${suitePath}`)}/`)) return real
  throw new RundirError('VALUE_INVALID', `scenario ${folder} names ${path}, which lies outside of ${suitePath}`, {
    hint: 'a suite brings all of its files',
  })
}

/** Has an evaluator look at an iteration, in `evaluators/<name>/` of the run `dir`. Throws COMMAND_FAILED, VALUE_INVALID, INTERRUPTED. */
export async function evaluateWith(
  workspace: Workspace,
  dir: string,
  { name, words, timeLimitMs }: BenchEvaluator,
  { input, signal }: { readonly input: Readonly<Record<string, unknown>>; readonly signal: AbortSignal },
): Promise<Score> {
  const part = `evaluators/${name}`
  const folder = `${workspace.root}/${dir}/${part}`
  makeDirectories(folder, 'rebuildable')
  replaceFile(`${folder}/input.json`, printJsonFile(input), 'rebuildable')
  const called = `the evaluator ${name}`
  const written = await doProgram(workspace, dir, { called, words, timeLimitMs, signal, part })
  return checkAgainst(scoreSchema, written, `the output of ${called}`)
}
