import { RundirError } from '../error/rundir-error.js'
import { parseLiteral } from './literal.js'
import type { Override } from './override.js'
import { checkKey } from './tree.js'

const PREFIX = 'RUNDIR__'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * What the environment sets: `RUNDIR__training__lr=1e-3` is `training.lr`.
 * Throws CONFIG_KEY for an empty or forbidden part, CONFIG_OVERRIDE for a value that does not parse.
 */
export function environmentOverrides(environment: Variables): Override[] {
  return settingVariables(environment).map((variable) => environmentOverride(variable, environment[variable] ?? ''))
}

/** The variables that set something, in the order of their names, so that a parent comes before what is below it. */
export function settingVariables(environment: Variables): string[] {
  return Object.keys(environment)
    .filter((variable) => variable.startsWith(PREFIX) && environment[variable] !== undefined)
    .sort()
}

/** What one of them sets; values are written as on the command line. Throws as `environmentOverrides`. */
export function environmentOverride(variable: string, text: string): Override {
  const where = `the environment variable ${variable}`
  const path = variable.slice(PREFIX.length).split('__')
  if (path.includes('')) {
    throw new RundirError('CONFIG_KEY', `${where} names no key`, {
      hint: 'write the parts of a dotted key with two underscores between: RUNDIR__training__lr',
    })
  }
  for (const part of path) checkKey(part, where)
  return { mode: 'set', path, value: parseLiteral(text, where) }
}
