import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { isExecutable } from '../disk/descriptor.js'
import { statIfThere } from '../disk/read.js'
import { RundirError } from '../error/rundir-error.js'

const DEFAULT_PATH = '/usr/bin:/bin'

/** The file that a shell would run for a plain name; undefined when there is none. */
export function locateCommand(name: string, searchPath: string | undefined): string | undefined {
  return candidates(name, '/', searchPath).find((path) => isExecutable(path) === true)
}

/**
 * Checks, before anything is created, that a command can be started, as a shell would find it.
 * Throws COMMAND_NOT_FOUND (127) or COMMAND_NOT_EXECUTABLE (126). Windows has more ways to find a program; there the start decides.
 */
export function checkCommand(name: string, cwd: string, searchPath: string | undefined): void {
  if (process.platform === 'win32') return
  const answers = candidates(name, cwd, searchPath).map(isExecutable)
  if (answers.includes(true)) return
  if (answers.includes(false)) {
    throw new RundirError('COMMAND_NOT_EXECUTABLE', `the command ${name} is not executable`, {
      hint: 'chmod +x it, or start it with its interpreter',
    })
  }
  if (name.includes('/') && statIfThere(resolve(cwd, name))?.kind === 'directory') {
    throw new RundirError('COMMAND_NOT_EXECUTABLE', `the command ${name} is a folder`, { hint: 'name a program in it' })
  }
  throw new RundirError('COMMAND_NOT_FOUND', `the command ${name} was not found`, {
    hint: name.includes('/') ? 'check the path' : 'check the spelling and the PATH',
  })
}

/** Paths that could be meant, in the order of the search path. */
function candidates(name: string, cwd: string, searchPath: string | undefined): string[] {
  if (name.includes('/')) return [isAbsolute(name) ? name : resolve(cwd, name)]
  return (searchPath ?? DEFAULT_PATH).split(delimiter).map((folder) => join(resolve(cwd, folder), name))
}
