import { join } from 'node:path'
import { digestBytes } from '../../disk/digest.js'
import { readBytesIfThere, readTextIfThere } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'
import { locateCommand } from '../../exec/find-command.js'
import { launch } from '../../exec/launch.js'
import type { Run } from '../../store/read.js'
import { Interrupts } from '../launch/interrupts.js'
import type { LaunchOutlets } from '../launch/launch-event.js'
import { type Environment, upwards } from '../open.js'
import type { Restoration } from './restoration.js'
import { isInside, type Site } from './site.js'

/** A program that installs exactly what a lockfile says. */
interface Installer {
  readonly lockfile: string
  readonly command: readonly [string, ...string[]]
  /** The environment in which what was installed in `folder` is found. */
  readonly environment: (folder: string, environment: Environment) => Environment
}

const INSTALLERS: readonly Installer[] = [
  {
    lockfile: 'package-lock.json',
    command: ['npm', 'ci', '--no-audit', '--no-fund'],
    environment: (_, environment) => environment,
  },
  {
    lockfile: 'uv.lock',
    command: ['uv', 'sync', '--frozen'],
    environment: (folder, environment) => ({
      ...environment,
      VIRTUAL_ENV: join(folder, '.venv'),
      PATH: `${join(folder, '.venv', 'bin')}:${environment['PATH'] ?? ''}`,
    }),
  },
]

/** What is to be installed, and where. */
export interface Installation {
  readonly installer: Installer
  /** Absolute; in the worktree. */
  readonly folder: string
}

/** Finds the lockfile that governed the run in the worktree; undefined where nothing is installed: `restoration` says why. */
export function planInstallation(
  { manifest }: Run,
  site: Site,
  environment: Environment,
  restoration: Restoration,
): Installation | undefined {
  const { package_source: source, lockfile_sha256: sha256 } = manifest
  const asNow = 'those that are installed now are used'
  const lacks = (why: string): undefined => {
    restoration.lacks('packages', `${why}; ${asNow}`)
    return undefined
  }
  if (source === null || source === 'environment') {
    if (Object.keys(manifest.package_versions).length > 0) lacks('no lockfile governed them')
    return undefined
  }
  const installer = INSTALLERS.find(({ lockfile }) => lockfile === source)
  if (installer === undefined) return lacks(`rundir cannot install from ${source}`)
  const folder = lockfileFolder(site, installer.lockfile)
  if (folder === undefined) return lacks(`${source} is not part of the commit`)
  const [program] = installer.command
  if (locateCommand(program, environment['PATH']) === undefined) return lacks(`${program} is not installed here`)
  if (digestBytes(readBytesIfThere(join(folder, source)) ?? Buffer.alloc(0)) !== sha256)
    restoration.lacks('packages', `${source} of the commit is not the one that was recorded`)
  restoration.can('packages', `${installer.command.join(' ')}, from ${source}`)
  return { installer, folder }
}

/** The nearest folder upwards from the command's, in the worktree. */
function lockfileFolder({ cwd, top }: Site, lockfile: string): string | undefined {
  for (const folder of upwards(cwd)) {
    if (!isInside(top, folder)) return undefined
    if (isInside(top, join(folder, lockfile)) && readBytesIfThere(join(folder, lockfile)) !== undefined) return folder
  }
  return undefined
}

/** Installs, and returns the environment for the command. Throws COMMAND_FAILED with the last lines of the installer's output. */
export async function install(
  { installer, folder }: Installation,
  site: Site,
  environment: Environment,
  outlets: LaunchOutlets,
): Promise<Environment> {
  const log = join(site.holder, '.install.log')
  outlets.onEvent({ kind: 'notice', text: `installing: ${installer.command.join(' ')}` })
  const interrupts = new Interrupts(outlets)
  const { command } = installer
  const launched = await launch({ command, cwd: folder, environment, stdoutPath: log, stderrPath: log })
  interrupts.passTo(launched)
  const ending = await launched.ended
  interrupts.stop()
  if (ending.kind === 'exited' && ending.code === 0) return installer.environment(folder, environment)
  const how = ending.kind === 'exited' ? `ended with ${ending.code}` : `was ended by ${ending.signal}`
  throw new RundirError('COMMAND_FAILED', `${command.join(' ')} ${how}`, { hint: lastLines(log) })
}

const SHOWN_LINES = 8

function lastLines(log: string): string {
  const lines = (readTextIfThere(log) ?? '').split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-SHOWN_LINES).join(' | ')
}
