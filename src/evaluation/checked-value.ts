import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { RundirError } from '../error/rundir-error.js'
import { parseJson, printJsonFile } from '../value/json.js'

const SHOWN_PROBLEMS = 20

/** Checks a value against a schema; `what` names it (`the input of critic`). Throws VALUE_INVALID with every bad field and its path. */
export function checkAgainst<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap(describe)
  const shown = problems.slice(0, SHOWN_PROBLEMS)
  if (problems.length > shown.length) shown.push(`and ${problems.length - shown.length} more`)
  throw new RundirError('VALUE_INVALID', `${what} is not valid: ${shown.join('; ')}`, {
    hint: problems.length === 1 ? 'correct that field' : 'correct those fields',
  })
}

/**
 * As `checkAgainst`, for a value that is kept in a file: returns it with the text of that file, from which the same value
 * is read again. Throws VALUE_INVALID also for a value that JSON cannot hold.
 */
export function checkStorable<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): { readonly value: z.output<Schema>; readonly text: string } {
  const checked = checkAgainst(schema, value, what)
  const text = printJsonFile(checked)
  const again = schema.safeParse(parseJson(text))
  if (again.success && isDeepStrictEqual(again.data, checked)) return { value: checked, text }
  throw new RundirError('VALUE_INVALID', `${what} does not survive being saved as JSON`, {
    hint: 'use text, finite numbers, true, false, null, lists and plain objects, and leave out keys that are undefined',
  })
}

/** `specimens[3].split: expected text`; an unknown key is named, and a union names each of its ways. */
function describe(issue: z.core.$ZodIssue): string[] {
  const where = printPath(issue.path)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${printPath([...issue.path, key])}: there is no such field`)
  }
  const missing = issue.code === 'invalid_type' && issue.input === undefined ? 'it is missing' : issue.message
  return [where === '' ? missing : `${where}: ${missing}`]
}

function printPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')
}
