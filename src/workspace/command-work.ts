import { processStarted } from '../disk/process.js'
import { readTextIfThere } from '../disk/read.js'
import { RundirError } from '../error/rundir-error.js'
import type { Execute } from '../evaluation/run-type.js'
import { checkCommand } from '../exec/find-command.js'
import { type Ending, launch } from '../exec/launch.js'
import { getRun, readAttempt } from '../store/read.js'
import { writeAttempt } from '../store/update.js'
import { parseJson } from '../value/json.js'
import { placeWords } from './command-words.js'
import { logDirOf, variablesOf } from './exported.js'
import { readerOf, type Workspace } from './open.js'
import { pathsOf } from './paths.js'

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
  return async (typed) => {
    const { words, timeLimitMs, signal, parseOutput } = work
    const name = words[0] ?? ''
    const run = getRun(readerOf(workspace), typed.dir)
    const logs = pathsOf(workspace.root, run.dir, logDirOf(run.dir)).logsOfAttempt(run.manifest.attempt)
    const launched = await launch({
      command: placeWords(words, workspace.root),
      cwd: typed.root,
      environment: {
        ...workspace.environment,
        ...workspace.settings.run.environment,
        ...variablesOf(workspace, run.dir, run.manifest),
        RUNDIR_WORKSPACE: workspace.root,
        RUNDIR_ATTEMPT: String(run.manifest.attempt),
      },
      ...logs,
    })
    noteProgram(workspace, run.dir, run.manifest.attempt, launched.pid)
    let overdue = false
    const stop = (): void => launched.signal('SIGKILL')
    const timer =
      timeLimitMs === null
        ? undefined
        : setTimeout(() => {
            overdue = true
            stop()
          }, timeLimitMs)
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    const ending = await launched.ended
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    if (signal.aborted) throw new RundirError('INTERRUPTED', `${name} was interrupted`)
    if (overdue) throw failed(`${name} took longer than ${timeLimitMs} ms`)
    checkEnding(name, ending, logs.stderrPath)
    const text = readTextIfThere(typed.outputPath)
    if (text === undefined) throw failed(`${name} wrote no output.json`)
    return parseOutput(parseJson(text))
  }
}

/** Throws COMMAND_NOT_FOUND or COMMAND_NOT_EXECUTABLE before anything is claimed. */
export function checkWork(workspace: Workspace, words: readonly string[]): void {
  checkCommand(placeWords(words, workspace.root)[0] ?? '', workspace.root, workspace.environment['PATH'])
}

/** Who does the work: a reader then tells by that process whether the run lives. */
function noteProgram(workspace: Workspace, dir: string, number: number, pid: number): void {
  const attempt = readAttempt(readerOf(workspace), dir, number)
  if (attempt !== undefined) writeAttempt(workspace.root, dir, { ...attempt, pid, pid_started: processStarted(pid) })
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
