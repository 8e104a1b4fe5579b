import { isAbsolute, relative } from 'node:path'
import { RundirError } from '../../error/rundir-error.js'
import { checkCommand } from '../../exec/find-command.js'
import { launch } from '../../exec/launch.js'
import { isRunFolder } from '../../store/find.js'
import { logDirOf } from '../exported.js'
import type { Workspace } from '../open.js'
import { rankOf } from '../rank.js'
import { Interrupts } from './interrupts.js'
import { exitStatusOf } from './launch.js'
import type { LaunchOutlets } from './launch-event.js'
import { Relay } from './relay.js'

export interface AttachRequest {
  readonly command: readonly string[]
  /** Absolute. */
  readonly cwd: string
}

/**
 * Runs a command inside the run that `RUN_DIR` names, as a rank of a job or a step of a launched script: a process that
 * finds a run never takes a name (spec 1.4). Its output goes to log files of its own. Returns the exit status.
 * Throws RUN_UNKNOWN when `RUN_DIR` is no run of this workspace.
 */
export async function attachRun(workspace: Workspace, request: AttachRequest, outlets: LaunchOutlets): Promise<number> {
  const { environment, root } = workspace
  const dir = surroundingRun(workspace, environment['RUN_DIR'] ?? '')
  checkCommand(request.command[0] ?? '', request.cwd, environment['PATH'])
  outlets.onEvent({ kind: 'notice', text: attachedNotice(dir) })
  const writer = writerName(environment)
  const logs = `${root}/${logDirOf(dir)}`
  const paths = { stdoutPath: `${logs}/stdout.${writer}.log`, stderrPath: `${logs}/stderr.${writer}.log` }
  const interrupts = new Interrupts(outlets)
  const launched = await launch({ ...request, environment, ...paths })
  interrupts.passTo(launched)
  const relay = new Relay(paths, outlets.onOutput, (text) => outlets.onEvent({ kind: 'notice', text }))
  const ending = await launched.ended
  await relay.finish()
  interrupts.stop()
  return exitStatusOf(ending)
}

/** The folder of the run that `RUN_DIR` names, relative to the workspace. Throws RUN_UNKNOWN. */
export function surroundingRun({ root }: Workspace, named: string): string {
  const dir = (isAbsolute(named) ? relative(root, named) : named).replaceAll('\\', '/')
  if (!dir.startsWith('..') && isRunFolder(root, dir)) return dir
  throw new RundirError('RUN_UNKNOWN', `RUN_DIR is ${named}, which is no run of ${root}`, {
    hint: 'unset RUN_DIR to start a run of its own, or use --workspace',
  })
}

export function attachedNotice(dir: string): string {
  return `attached to ${dir}, because RUN_DIR is set`
}

/** `rank3`, or `p1234` for a process without a rank. */
function writerName(environment: Workspace['environment']): string {
  const rank = rankOf(environment)
  return rank === undefined ? `p${process.pid}` : `rank${rank}`
}
