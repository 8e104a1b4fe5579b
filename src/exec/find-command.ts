import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { isExecutable } from '../disk/descriptor.js'
import { RundirError } from '../error/rundir-error.js'

/**
 * Checks, before anything is created, that a command can be started, as a shell would find it.
 * Throws COMMAND_NOT_FOUND (127) or COMMAND_NOT_EXECUTABLE (126). Windows has more ways to find a program; there the start decides.
 */
export function checkCommand(name: string, cwd: string, searchPath: string | undefined): void {
  if (process.platform === 'win32') return
  const named = name.includes('/')
  const folders = named ? [''] : (searchPath ?? '/usr/bin:/bin').split(delimiter)
  let refused = false
  for (const folder of folders) {
    const path = named ? (isAbsolute(name) ? name : resolve(cwd, name)) : join(resolve(cwd, folder), name)
    const executable = isExecutable(path)
    if (executable === true) return
    refused ||= executable === false
  }
  if (refused) {
    throw new RundirError('COMMAND_NOT_EXECUTABLE', `the command ${name} is not executable`, {
      hint: 'chmod +x it, or start it with its interpreter',
    })
  }
  throw new RundirError('COMMAND_NOT_FOUND', `the command ${name} was not found`, {
    hint: named ? 'check the path' : 'check the spelling and the PATH',
  })
}
