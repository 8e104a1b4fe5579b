import { processStarted } from '../../disk/process.js'
import { readTextIfThere } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'
import type { Execute } from '../../evaluation/run-type.js'
import { checkCommand } from '../../exec/find-command.js'
import { type Ending, type Launched, launch } from '../../exec/launch.js'
import { getRun, readAttempt } from '../../store/read.js'
import { noteProcess } from '../../store/update.js'
import { type Json, parseJson } from '../../value/json.js'
import { logDirOf, variablesOf } from '../exported.js'
import { readerOf, type Workspace } from '../open.js'
import { pathsOf } from '../paths.js'
import { placeWords } from './command-words.js'

/** A program of the user that does the work of typed runs (spec 6). */
export interface CommandWork<Output> {
  readonly words: readonly string[]
  readonly timeLimitMs: number | null
  /** Once aborted, the program is ended. */
  readonly signal: AbortSignal
  readonly parseOutput: (value: unknown) => Output
}

/**
 * The work of a run as a program: it runs in the directory of the run, where `input.json` is, and writes `output.json` there.
 * Its output is in the logs of the run. COMMAND_FAILED when it ends badly, takes too long or leaves no output; INTERRUPTED.
 */
export function workOfCommand<Input, Output>(workspace: Workspace, work: CommandWork<Output>): Execute<Input, Output> {
  const called = work.words[0] ?? ''
  return async (typed) => work.parseOutput(await doProgram(workspace, typed.dir, { ...work, called, part: null }))
}

/** A program that does the work of a run, or a part of it. */
export interface ProgramWork {
  /** What messages call it. */
  readonly called: string
  readonly words: readonly string[]
  readonly timeLimitMs: number | null
  readonly signal: AbortSignal
  /** Folder of the run that the program runs in, such as `evaluators/tests`; null for the run itself. */
  readonly part: string | null
}

/** Runs a program in the run `dir` (relative to the workspace), or a folder of it; returns what it wrote into `output.json` there. */
export async function doProgram(workspace: Workspace, dir: string, work: ProgramWork): Promise<Json | undefined> {
  const { called, words, timeLimitMs, signal, part } = work
  const run = getRun(readerOf(workspace), dir)
  const folder = part === null ? `${workspace.root}/${dir}` : `${workspace.root}/${dir}/${part}`
  const ofRun = pathsOf(workspace.root, dir, logDirOf(dir)).logsOfAttempt(run.manifest.attempt)
  const logs = part === null ? ofRun : { stdoutPath: `${folder}/stdout.log`, stderrPath: `${folder}/stderr.log` }
  const launched = await launch({
    command: placeWords(words, workspace.root),
    cwd: folder,
    environment: {
      ...workspace.environment,
      ...workspace.settings.run.environment,
      ...variablesOf(workspace, dir, run.manifest),
      RUNDIR_WORKSPACE: workspace.root,
      RUNDIR_ATTEMPT: String(run.manifest.attempt),
    },
    ...logs,
  })
  noteProgram(workspace, dir, run.manifest.attempt, launched.pid)
  const ending = await endInTime(launched, called, { timeLimitMs, signal })
  checkEnding(called, ending, logs.stderrPath)
  const text = readTextIfThere(`${folder}/output.json`)
  if (text === undefined) throw failed(`${called} wrote no output.json`)
  return parseJson(text)
}

/** Waits for a program, which is killed at its time limit and at an interrupt. Throws COMMAND_FAILED, INTERRUPTED. */
async function endInTime(
  launched: Launched,
  name: string,
  { timeLimitMs, signal }: Pick<ProgramWork, 'timeLimitMs' | 'signal'>,
): Promise<Ending> {
  let overdue = false
  const stop = (): void => launched.signal('SIGKILL')
  const expire = (): void => {
    overdue = true
    stop()
  }
  const timer = timeLimitMs === null ? undefined : setTimeout(expire, timeLimitMs)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const ending = await launched.ended
  clearTimeout(timer)
  signal.removeEventListener('abort', stop)
  if (signal.aborted) throw new RundirError('INTERRUPTED', `${name} was interrupted`)
  if (overdue) throw failed(`${name} took longer than ${timeLimitMs} ms`)
  return ending
}

/** Throws COMMAND_NOT_FOUND or COMMAND_NOT_EXECUTABLE before anything is claimed. */
export function checkWork(workspace: Workspace, words: readonly string[]): void {
  checkCommand(placeWords(words, workspace.root)[0] ?? '', workspace.root, workspace.environment['PATH'])
}

/** Who does the work: a reader then tells by that process whether the run lives. */
function noteProgram(workspace: Workspace, dir: string, number: number, pid: number): void {
  const attempt = readAttempt(readerOf(workspace), dir, number)
  if (attempt !== undefined) noteProcess(workspace.root, dir, { ...attempt, pid, pid_started: processStarted(pid) })
}

function checkEnding(name: string, ending: Ending, stderrPath: string): void {
  if (ending.kind === 'exited' && ending.code === 0) return
  const how = ending.kind === 'exited' ? `ended with status ${ending.code}` : `was ended by ${ending.signal}`
  const said = readTextIfThere(stderrPath)?.trimEnd().split('\n').at(-1) ?? ''
  throw failed(said === '' ? `${name} ${how}` : `${name} ${how}: ${said}`)
}

function failed(message: string): RundirError {
  return new RundirError('COMMAND_FAILED', message, { hint: 'its output is in logs/ of the run' })
}
