import { z } from 'zod'
import { RundirError } from '../error/rundir-error.js'
import { nearestNames } from '../value/nearest.js'
import { type KeyPath, lookUp, printKeyPath } from './key-path.js'
import { findUntyped } from './schema-form.js'
import { type ConfigTree, isTree } from './tree.js'

/** One place where resolved settings do not fit their schema. */
export interface SettingsIssue {
  /** Dotted; empty for the document itself. */
  readonly key: string
  readonly message: string
}

/**
 * Checks resolved settings against a JSON Schema (draft 2020-12, draft-7 or OpenAPI 3.0); none when they fit.
 * `schemaPath` names the schema in the error for one that is broken (SETTINGS_INVALID).
 */
export function checkSettings(settings: ConfigTree, schema: unknown, schemaPath: string): SettingsIssue[] {
  const result = compileSchema(schema, schemaPath).safeParse(settings)
  if (result.success) return []
  return result.error.issues.flatMap((issue) => describe(issue, schema))
}

/** Throws CONFIG_INVALID with every issue when the settings do not fit. */
export function requireSettings(settings: ConfigTree, schema: unknown, schemaPath: string): void {
  const issues = checkSettings(settings, schema, schemaPath)
  if (issues.length === 0) return
  const listed = issues.map((issue) => (issue.key === '' ? issue.message : `${issue.key}: ${issue.message}`))
  throw new RundirError('CONFIG_INVALID', `the settings do not fit ${schemaPath}: ${listed.join('; ')}`, {
    hint: 'rundir config show --origin tells where each value comes from',
  })
}

function compileSchema(schema: unknown, schemaPath: string): z.ZodType {
  if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null)) {
    throw broken(schemaPath, 'it is no mapping')
  }
  // Settings are a mapping, so that at the top the type is known.
  const typed = typeof schema === 'object' && !('$ref' in schema) ? { type: 'object', ...schema } : schema
  const untyped = findUntyped(typed)
  if (untyped !== undefined)
    throw broken(schemaPath, `a keyword stands without "type" and would check nothing (${untyped})`)
  try {
    return z.fromJSONSchema(JSON.parse(JSON.stringify(typed)))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw broken(schemaPath, error.message)
  }
}

function broken(schemaPath: string, why: string): RundirError {
  return new RundirError('SETTINGS_INVALID', `the JSON Schema ${schemaPath} cannot be used: ${why}`, {
    hint: 'correct the schema, or take it out of the workspace file',
  })
}

function describe(issue: z.core.$ZodIssue, schema: unknown): SettingsIssue[] {
  const path = issue.path.map(String)
  if (issue.code !== 'unrecognized_keys') {
    const isAbsent = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
    return [{ key: printKeyPath(path), message: isAbsent ? `is missing (${issue.expected})` : issue.message }]
  }
  const known = propertyNames(schema, path)
  return issue.keys.map((key) => {
    const near = nearestNames(key, known)
    const guess = near.length === 0 ? '' : ` (did you mean ${near.join(', ')}?)`
    return { key: printKeyPath([...path, key]), message: `is not in the schema${guess}` }
  })
}

/** Names of the properties that a schema declares at a path, as far as it does so without references. */
function propertyNames(schema: unknown, path: KeyPath): string[] {
  const key = path.flatMap((part) => ['properties', part])
  const at = lookUp(schema as ConfigTree, printKeyPath([...key, 'properties']))
  return isTree(at) ? Object.keys(at) : []
}
