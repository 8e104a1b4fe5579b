import { constants } from 'node:os'
import { resolve } from 'node:path'
import { writeHeartbeat } from '../../disk/heartbeat.js'
import { processStarted } from '../../disk/process.js'
import { replaceFile } from '../../disk/write.js'
import { isRundirError } from '../../error/rundir-error.js'
import { checkCommand } from '../../exec/find-command.js'
import { type Ending, type Launched, launch } from '../../exec/launch.js'
import type { Attempt } from '../../run/attempt.js'
import { isTerminalStatus, type TerminalStatus } from '../../run/status.js'
import { getRun, type Run } from '../../store/read.js'
import { noteProcess } from '../../store/update.js'
import { firstRunNotice, readerOf, type Workspace } from '../open.js'
import { beginAttempt } from './attempt.js'
import { createRun } from './create.js'
import { endRun, type RunEnd } from './end.js'
import { commandFor, environmentFor, type LaunchTarget } from './hand-over.js'
import { Interrupts } from './interrupts.js'
import type { LaunchOutlets } from './launch-event.js'
import type { RunPlan } from './plan.js'
import { PrintedMetrics } from './printed-metrics.js'
import { Pulse } from './pulse.js'
import { Relay } from './relay.js'

export interface LaunchResult {
  readonly run: Run
  /** The command's own, or 128 + the number of the signal that ended it. */
  readonly exitStatus: number
}

/**
 * Claims a run and launches its command: output goes to the run's log files and, from there, to the terminal.
 * When this process dies the program goes on, and its run is judged by its own process. `command` is what is started, where that is
 * not what is recorded.
 * Throws COMMAND_NOT_FOUND and COMMAND_NOT_EXECUTABLE before anything is claimed.
 */
export async function launchRun(
  workspace: Workspace,
  plan: RunPlan,
  outlets: LaunchOutlets,
  command: readonly string[] = plan.request.command ?? [],
): Promise<LaunchResult> {
  const { cwd } = plan.request
  checkCommand(command[0] ?? '', cwd, workspace.environment['PATH'])
  const interrupts = new Interrupts(outlets)
  const first = firstRunNotice(workspace)
  const { run, paths, resolved, notices } = await createRun(workspace, plan)
  outlets.onEvent({ kind: 'claimed', run })
  for (const text of [...first, ...notices]) outlets.onEvent({ kind: 'notice', text })
  const target = { run, paths, command, cwd, config: resolved, resumeFrom: null }
  return await launchAttempt(workspace, target, interrupts, outlets)
}

/** Launches the next attempt of a run and follows it to its end. Throws as `launch`, and STATUS_ILLEGAL. */
export async function launchAttempt(
  workspace: Workspace,
  target: LaunchTarget,
  interrupts: Interrupts,
  outlets: LaunchOutlets,
): Promise<LaunchResult> {
  const launcher = { pid: process.pid, started: processStarted(process.pid) }
  const { resumeFrom, change } = target
  const begun = beginAttempt(workspace, target.run, { launcher, resumeFrom, change })
  const patch = change?.patch ?? null
  if (patch !== null) replaceFile(`${target.paths.run}/source.${begun.attempt.attempt}.patch`, patch, 'durable')
  const launched = await start(workspace, target, begun, outlets)
  interrupts.passTo(launched)
  const attempt = { ...begun.attempt, pid: launched.pid, pid_started: processStarted(launched.pid) }
  noteProgram(workspace, begun.run, attempt, outlets)
  const result = await follow(workspace, { target, run: begun.run, attempt, launched, interrupts }, outlets)
  interrupts.stop()
  return result
}

/** The program runs already: a disk that is full by now is told, and the run is judged by its launcher. */
function noteProgram(workspace: Workspace, run: Run, attempt: Attempt, outlets: LaunchOutlets): void {
  try {
    noteProcess(workspace.root, run.dir, attempt)
  } catch (error) {
    if (!isRundirError(error)) throw error
    outlets.onEvent({ kind: 'notice', text: `${error.message}; the program goes on` })
  }
}

interface Begun {
  readonly run: Run
  readonly attempt: Attempt
}

async function start(
  workspace: Workspace,
  target: LaunchTarget,
  { run, attempt }: Begun,
  outlets: LaunchOutlets,
): Promise<Launched> {
  const inRun = workspace.settings.run.cwd === 'run'
  const [file = '', ...args] = commandFor(target, workspace.settings.run.flags_style)
  try {
    return await launch({
      // A program that was named by a path from the caller's folder is not found from another one.
      command: [inRun && file.includes('/') ? resolve(target.cwd, file) : file, ...args],
      cwd: inRun ? target.paths.run : target.cwd,
      environment: environmentFor(workspace, target, attempt),
      ...target.paths.logsOfAttempt(attempt.attempt),
    })
  } catch (error) {
    if (!isRundirError(error)) throw error
    await endRun(workspace, { run, attempt, status: 'failed', error: error.message }, sealingOutlets(outlets))
    throw error
  }
}

interface Following extends Begun {
  readonly target: LaunchTarget
  readonly launched: Launched
  readonly interrupts: Interrupts
}

async function follow(workspace: Workspace, following: Following, outlets: LaunchOutlets): Promise<LaunchResult> {
  const { target, run, attempt, launched, interrupts } = following
  const { paths } = target
  const tell = (text: string): void => outlets.onEvent({ kind: 'notice', text })
  const printed = new PrintedMetrics(workspace, paths, attempt.attempt, tell)
  const pulse = new Pulse({
    everyMs: workspace.settings.run.system_metrics_every_ms,
    clock: workspace.clock,
    rootPid: launched.pid,
    environment: workspace.environment,
    metricsFolder: paths.metrics,
    attempt: attempt.attempt,
    beat: (at) => writeHeartbeat(`${paths.run}/attempts/${attempt.attempt}.heartbeat`, at),
    onProblem: tell,
  })
  const relay = new Relay(paths.logsOfAttempt(attempt.attempt), outlets.onOutput, tell)
  const ending = await launched.ended
  // Before anything that may fail: a relay that nobody finishes would keep this process for ever.
  const shown = relay.finish()
  pulse.stop()
  printed.finish()
  // The run is sealed while the terminal still takes the rest of the output: a stopped terminal holds up nothing.
  const status = statusOf(ending, interrupts.count)
  const [sealed] = await Promise.all([endLaunched(workspace, { run, attempt, status, ending }, outlets), shown])
  return { run: sealed, exitStatus: exitStatusOf(ending) }
}

/** A program may have ended its run itself (`rundir finish`); its word stands. */
async function endLaunched(workspace: Workspace, end: RunEnd, outlets: LaunchOutlets): Promise<Run> {
  const now = getRun(readerOf(workspace), end.run.dir)
  if (isTerminalStatus(now.manifest.status)) return now
  return await endRun(workspace, end, sealingOutlets(outlets))
}

function sealingOutlets(outlets: LaunchOutlets) {
  return {
    onProgress: (bytes: number) => outlets.onEvent({ kind: 'sealing', bytes }),
    onProblem: (text: string) => outlets.onEvent({ kind: 'notice', text }),
  }
}

function statusOf(ending: Ending, interruptCount: number): TerminalStatus {
  if (ending.kind === 'exited' && ending.code === 0) return 'completed'
  return interruptCount > 0 ? 'cancelled' : 'failed'
}

/** As a shell tells it. */
export function exitStatusOf(ending: Ending): number {
  return ending.kind === 'exited' ? ending.code : 128 + constants.signals[ending.signal]
}
