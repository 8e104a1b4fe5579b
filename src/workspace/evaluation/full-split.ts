import { readText } from '../../disk/read.js'
import { isRundirError, RundirError } from '../../error/rundir-error.js'
import { type ClaimedRun, claimTypedRun, performRun } from '../../evaluation/conduct.js'
import { defineCritic, parseCriticOutput } from '../../evaluation/critic.js'
import {
  defineFullSplit,
  type FullSplitInput,
  type FullSplitOutput,
  parseSpecimens,
  type SpecimenFailure,
  type SpecimenResult,
} from '../../evaluation/full-split.js'
import { defineGrader, parseGraderOutput } from '../../evaluation/grader.js'
import { loadRun } from '../../evaluation/load.js'
import { makeFullSplit } from '../../evaluation/session.js'
import type { Stage } from '../../evaluation/stage.js'
import { recogniseRun } from '../../layout/builtin.js'
import { canonicalPath } from '../../layout/layout.js'
import { type RunReference, referenceOf } from '../../run/reference.js'
import { findRunFolders } from '../../store/find.js'
import { isJsonObject, parseJson } from '../../value/json.js'
import { findNewest, locateRun } from '../find-run.js'
import { readerOf, type Workspace } from '../open.js'
import { checkWork, workOfCommand } from './command-work.js'
import { openStage } from './stage.js'

export interface SessionOutlets {
  readonly onOutcome: (outcome: SpecimenResult | SpecimenFailure, done: number, total: number) => void
  readonly onProblem: (text: string) => void
  readonly signal: AbortSignal
}

/** How a session is carried out, which changes nothing of what it finds. */
export interface SessionWork {
  /** Absolute; where relative paths start. */
  readonly cwd: string
  readonly jobs: number
}

/** A session that came to its end. */
export interface FinishedSession {
  readonly session: RunReference
  /** Relative to the workspace. */
  readonly dir: string
  readonly output: FullSplitOutput
}

/** What a new session is asked to do. */
export interface SessionRequest {
  /** Keys of the input; what is left out comes from the session whose critics are graded again, if there is one. */
  readonly given: Readonly<Record<string, unknown>>
  /** That session, as a person names it. */
  readonly criticsFrom: string | undefined
}

/** Starts a session (spec 4.2). Throws VALUE_INVALID, COMMAND_NOT_FOUND, INTERRUPTED (it can then be resumed), DISK_*. */
export async function startFullSplit(
  workspace: Workspace,
  { given, criticsFrom }: SessionRequest,
  work: SessionWork,
  outlets: SessionOutlets,
): Promise<FinishedSession> {
  const place = { space: workspace.space, reader: () => readerOf(workspace) }
  const earlier = criticsFrom === undefined ? undefined : findSession(workspace, place, criticsFrom, work.cwd).typed
  const inherited = earlier === undefined ? {} : { ...earlier.input, critics_from: earlier.reference }
  const { value: input } = reader.checkInput({ ...inherited, ...given })
  checkCommands(workspace, input)
  const stage = await openStage(workspace, { cwd: work.cwd, onProblem: outlets.onProblem })
  const type = sessionType(workspace, stage, input, { ...work, ...outlets })
  const parents = earlier === undefined ? [] : [earlier.reference]
  return await perform(stage, type, claimTypedRun(stage, type, input, { parents }))
}

/** Goes on with a session that did not come to its end; what it has to do is in its input. Throws as `startFullSplit`, RUN_UNKNOWN, STATUS_ILLEGAL. */
export async function resumeFullSplit(
  workspace: Workspace,
  text: string,
  work: SessionWork,
  outlets: SessionOutlets,
): Promise<FinishedSession> {
  const stage = await openStage(workspace, { cwd: work.cwd, onProblem: outlets.onProblem })
  const claimed = findSession(workspace, stage, text, work.cwd)
  checkCommands(workspace, claimed.typed.input)
  const type = sessionType(workspace, stage, claimed.typed.input, { ...work, ...outlets })
  return await perform(stage, type, claimed)
}

/**
 * The session that a person means; `latest` is the newest session, whatever ran since. Throws RUN_UNKNOWN, RUN_AMBIGUOUS, RUN_DAMAGED
 * for a run that is no session.
 */
export function findSession(
  workspace: Workspace,
  stage: Pick<Stage, 'space' | 'reader'>,
  text: string,
  cwd: string,
): ClaimedRun<FullSplitInput> {
  const dir = text === 'latest' ? latestSession(workspace) : locateRun(workspace, text, cwd)
  return loadRun(stage, reader, referenceOf(canonicalPath(dir)), 'the command line')
}

function latestSession(workspace: Workspace): string {
  const folders = [...findRunFolders(workspace.root)].filter((dir) => recogniseRun(dir, {})?.layout === 'session')
  const newest = findNewest(workspace, folders)
  if (newest !== undefined) return newest
  throw new RundirError('RUN_UNKNOWN', `there is no session in ${workspace.root} yet`, {
    hint: 'start one with rundir eval full-split; --help shows how',
  })
}

/** Specimens of a file: a JSON array, or one a line; lines that begin with # are passed over. Throws FILE_MISSING, VALUE_INVALID. */
export function readSpecimens(path: string): string[] {
  const text = readText(path)
  const value = parseJson(text)
  if (Array.isArray(value)) return parseSpecimens(value.map(String))
  if (isJsonObject(value)) throw new RundirError('VALUE_INVALID', `${path} is a JSON object, not a list of specimens`)
  const lines = text.split('\n').map((line) => line.trim())
  return parseSpecimens(lines.filter((line) => line !== '' && !line.startsWith('#')))
}

/** The type of sessions for looking at them; it does no work. */
export const reader = defineFullSplit(async () => {
  throw new Error('impossible: a session that is only looked at')
})

function sessionType(
  workspace: Workspace,
  stage: Stage,
  input: FullSplitInput,
  { jobs, signal, onOutcome }: SessionWork & SessionOutlets,
) {
  const limits = { timeLimitMs: input.time_limit_ms, signal }
  let done = 0
  return makeFullSplit(stage, {
    critic: defineCritic(workOfCommand(workspace, { ...limits, words: input.critic, parseOutput: parseCriticOutput })),
    grader: defineGrader(workOfCommand(workspace, { ...limits, words: input.grader, parseOutput: parseGraderOutput })),
    jobs,
    signal,
    onOutcome: (outcome) => onOutcome(outcome, ++done, input.specimens.length),
  })
}

/** A session with commands that cannot be started would fail on every specimen; it is refused instead. */
function checkCommands(workspace: Workspace, { critic, grader }: FullSplitInput): void {
  for (const [name, words] of Object.entries({ critic, grader })) {
    if (words.length === 0)
      throw new RundirError('ARGUMENT_MISSING', `the session has no ${name}`, { hint: `give --${name} 'COMMAND …'` })
    checkWork(workspace, words)
  }
}

async function perform(
  stage: Stage,
  type: ReturnType<typeof sessionType>,
  claimed: ClaimedRun<FullSplitInput>,
): Promise<FinishedSession> {
  try {
    const { typed, output } = await performRun(stage, type, claimed)
    return { session: typed.reference, dir: typed.dir, output }
  } catch (error) {
    if (!isRundirError(error, 'INTERRUPTED')) throw error
    throw new RundirError('INTERRUPTED', `the session ${claimed.typed.reference} was interrupted`, {
      hint: `rundir eval full-split --resume ${claimed.typed.reference} does what is missing`,
      cause: error,
    })
  }
}
