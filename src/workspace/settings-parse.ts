import type { z } from 'zod'
import { readConfigFile } from '../config/read.js'
import { RundirError } from '../error/rundir-error.js'
import { checkPatterns } from '../layout/check-patterns.js'
import { parsePrintedPattern } from '../metric/printed.js'
import { didYouMean } from '../value/nearest.js'
import type { Settings } from './settings-schema.js'
import { settingsSchema } from './settings-schema.js'

/** Reads and checks a workspace file. Throws CONFIG_SYNTAX, SETTINGS_INVALID. */
export function parseSettings(path: string): Settings {
  const result = settingsSchema.safeParse(readConfigFile(path))
  if (result.success) {
    // Patterns that are none must be told before a run is claimed, not when its program prints or its path is read.
    result.data.printed_metrics.forEach(parsePrintedPattern)
    checkPatterns(result.data.layouts)
    return result.data
  }
  const problems = result.error.issues.map(describeIssue)
  throw new RundirError('SETTINGS_INVALID', `${path} is not valid: ${problems.join('; ')}`, {
    hint: hintFor(result.error.issues),
  })
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.')
  return where === '' ? issue.message : `${where}: ${issue.message}`
}

function hintFor(issues: readonly z.core.$ZodIssue[]): string {
  const otherwise = 'docs/reference/settings.md lists every key'
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys')
  const key = unknown?.keys[0]
  if (unknown === undefined || key === undefined) return otherwise
  return didYouMean(key, keysAt(settingsSchema, unknown.path)) ?? otherwise
}

/** Keys that may stand at a path; none where the schema knows no object there. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'prefault':
    case 'default':
    case 'optional':
      return keysAt(def.innerType, path)
    case 'record':
      return keysAt(def.valueType, path.slice(1))
    case 'object': {
      const [key, ...rest] = path
      if (key === undefined) return Object.keys(def.shape)
      const inner = def.shape[String(key)]
      return inner === undefined ? [] : keysAt(inner, rest)
    }
    default:
      return []
  }
}
