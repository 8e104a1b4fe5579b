import { RundirError } from '../error/rundir-error.js'
import { parseLiteral } from './literal.js'
import type { Override } from './override.js'
import { checkKey } from './tree.js'

const PREFIX = 'RUNDIR__'

/** A setting that comes from the environment, and the variable that holds it. */
export interface EnvironmentOverride extends Override {
  readonly variable: string
}

/**
 * `RUNDIR__training__lr=1e-3` sets `training.lr`; values are written as on the command line.
 * In the order of their names, so that a parent comes before what is below it.
 * Throws CONFIG_KEY for an empty or forbidden part, CONFIG_OVERRIDE for a value that does not parse.
 */
export function environmentOverrides(environment: Readonly<Record<string, string | undefined>>): EnvironmentOverride[] {
  const overrides: EnvironmentOverride[] = []
  for (const variable of Object.keys(environment).sort()) {
    const text = environment[variable]
    if (!variable.startsWith(PREFIX) || text === undefined) continue
    const where = `the environment variable ${variable}`
    const path = variable.slice(PREFIX.length).split('__')
    if (path.includes('')) {
      throw new RundirError('CONFIG_KEY', `${where} names no key`, {
        hint: 'write the parts of a dotted key with two underscores between: RUNDIR__training__lr',
      })
    }
    for (const part of path) checkKey(part, where)
    overrides.push({ mode: 'set', path, value: parseLiteral(text, where), variable })
  }
  return overrides
}
