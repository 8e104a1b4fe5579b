import { spawn } from 'node:child_process'
import { closeDescriptor, openForAppend } from '../disk/descriptor.js'
import { RundirError } from '../error/rundir-error.js'

export interface LaunchPlan {
  /** The program and its arguments; no shell ever sees them. */
  readonly command: readonly string[]
  /** Absolute. */
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Files that the program's two streams are appended to, as `>>` would. */
  readonly stdoutPath: string
  readonly stderrPath: string
}

export type Ending =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals }

export interface Launched {
  readonly pid: number
  readonly ended: Promise<Ending>
  /** Sends a signal to the program and everything that it started in its group; gone processes are no error. */
  signal(name: NodeJS.Signals): void
}

/**
 * Starts a program in a process group of its own. It gets the descriptors of its log files, so that its output costs
 * what `> file` costs and the death of this process neither kills nor blocks it.
 * Throws COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, DISK_*.
 */
export async function launch(plan: LaunchPlan): Promise<Launched> {
  const [file, ...args] = plan.command
  if (file === undefined) throw new Error('impossible: a command without a program')
  const stdout = openForAppend(plan.stdoutPath)
  const stderr = plan.stderrPath === plan.stdoutPath ? stdout : openForAppend(plan.stderrPath)
  const child = spawn(file, args, {
    cwd: plan.cwd,
    env: plan.environment,
    stdio: ['inherit', stdout, stderr],
    detached: true,
    windowsHide: true,
  })
  closeDescriptor(stdout)
  if (stderr !== stdout) closeDescriptor(stderr)
  const ended = new Promise<Ending>((settle) => {
    child.once('exit', (code, signal) => {
      settle(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signalled', signal })
    })
  })
  await new Promise<void>((settle, refuse) => {
    child.once('spawn', settle)
    child.once('error', (error: NodeJS.ErrnoException) => refuse(notStarted(file, error)))
  })
  const pid = child.pid
  if (pid === undefined) throw new Error('impossible: a started process without a number')
  return { pid, ended, signal: (name) => signalGroup(pid, name) }
}

function notStarted(file: string, error: NodeJS.ErrnoException): RundirError {
  if (error.code === 'ENOENT') {
    return new RundirError('COMMAND_NOT_FOUND', `the command ${file} or its interpreter was not found`, {
      hint: 'check the PATH and the first line of the script',
      cause: error,
    })
  }
  return new RundirError('COMMAND_NOT_EXECUTABLE', `the command ${file} cannot be started: ${error.code}`, {
    hint: 'a script needs a first line such as #!/bin/sh',
    cause: error,
  })
}

/** Sends a signal to a process group; a gone one is no error. */
export function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
