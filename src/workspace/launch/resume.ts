import { MASK } from '../../capture/secret.js'
import { listNames, makeDirectories } from '../../disk/directory.js'
import { RundirError } from '../../error/rundir-error.js'
import { checkCommand } from '../../exec/find-command.js'
import { checkResumable } from '../../run/status.js'
import { getRun, type Run } from '../../store/read.js'
import { logDirOf } from '../exported.js'
import { locateRun } from '../find-run.js'
import { readHandedConfig } from '../handed-config.js'
import { readerOf, type Workspace } from '../open.js'
import { pathsOf } from '../paths.js'
import { checkNotRunning } from './attempt.js'
import { lookForChange } from './attempt-change.js'
import type { LaunchTarget } from './hand-over.js'
import { Interrupts } from './interrupts.js'
import { type LaunchResult, launchAttempt } from './launch.js'
import type { LaunchOutlets } from './launch-event.js'

export interface ResumeRequest {
  readonly run: string
  /** Absolute; where a relative path starts, and where the command runs when its own folder is not known. */
  readonly cwd: string
  /** Instead of the recorded command, which may hold masked secrets. */
  readonly command: readonly string[] | undefined
}

/**
 * Starts a new attempt of a run that failed, was cancelled or lost, in the same directory, from its last checkpoint
 * (`RUNDIR_RESUME_FROM`); its metrics are stitched as docs/format.md says.
 * Throws STATUS_ILLEGAL for a run that is completed or may still run, ARGUMENT_MISSING when its command cannot be repeated.
 */
export async function resumeRun(
  workspace: Workspace,
  request: ResumeRequest,
  outlets: LaunchOutlets,
): Promise<LaunchResult> {
  const run = getRun(readerOf(workspace), locateRun(workspace, request.run, request.cwd))
  checkNotAlive(run)
  const known = targetOf(workspace, run, request)
  checkCommand(known.command[0] ?? '', known.cwd, workspace.environment['PATH'])
  const change = lookForChange(workspace, run, known)
  const target = { ...known, change }
  for (const folder of [target.paths.metrics, target.paths.logs]) makeDirectories(folder, 'rebuildable')
  const from = target.resumeFrom === null ? 'from the beginning: it has no checkpoint' : `from ${target.resumeFrom}`
  outlets.onEvent({ kind: 'claimed', run })
  for (const text of [`attempt ${run.manifest.attempt + 1} ${from}`, ...change.notices])
    outlets.onEvent({ kind: 'notice', text })
  return await launchAttempt(workspace, target, new Interrupts(outlets), outlets)
}

/** Throws STATUS_ILLEGAL for a run that is completed or may still run. */
export function checkNotAlive(run: Run): void {
  checkNotRunning(run)
  checkResumable(run.manifest.name, run.manifest.status)
}

function targetOf(workspace: Workspace, run: Run, request: ResumeRequest): LaunchTarget {
  const { manifest } = run
  const paths = pathsOf(workspace.root, run.dir, logDirOf(run.dir))
  return {
    run,
    paths,
    command: request.command ?? recordedCommand(run),
    cwd: manifest.cwd === null ? request.cwd : `${workspace.root}/${manifest.cwd}`.replace(/\/\.$/, ''),
    config: readHandedConfig(paths.config),
    resumeFrom: lastCheckpoint(paths.run),
  }
}

function recordedCommand({ manifest }: Run): readonly string[] {
  const { command, name } = manifest
  if (manifest.layout === 'session') {
    throw new RundirError('ARGUMENT_MISSING', `run ${name} is a session of many runs`, {
      hint: `rundir eval full-split --resume ${name} does what is missing`,
    })
  }
  const again = { hint: `give the command again: rundir resume ${name} -- COMMAND` }
  if (command === null) throw new RundirError('ARGUMENT_MISSING', `run ${name} was not launched by a command`, again)
  if (command.some((word) => word.includes(MASK))) {
    throw new RundirError('ARGUMENT_MISSING', `the recorded command of ${name} holds masked secrets`, again)
  }
  return command
}

/** `last.*` of `artifacts/checkpoints/`, else `best.*`, else nothing; relative to the run. */
export function lastCheckpoint(runPath: string): string | null {
  const folder = 'artifacts/checkpoints'
  const names = listNames(`${runPath}/${folder}`).sort()
  const found = ['last', 'best'].flatMap((kind) =>
    names.filter((name) => name === kind || name.startsWith(`${kind}.`)),
  )[0]
  return found === undefined ? null : `${folder}/${found}`
}
