import { inspect } from 'node:util'
import type { JsonObject } from '../value/json.js'

const MAX_CAUSES = 16

/**
 * An error as a run keeps it: `{name, message, stack, cause}`, each cause likewise; what is no error is kept as its text.
 * Causes that run in a circle, or more than 16 of them, are cut off.
 */
export function printFailure(error: unknown, depth = 0): JsonObject {
  if (!(error instanceof Error)) return { name: typeof error, message: describeValue(error) }
  const failure: Record<string, string | JsonObject> = { name: error.name, message: error.message }
  if ('code' in error && typeof error.code === 'string') failure['code'] = error.code
  if (error.stack !== undefined) failure['stack'] = error.stack
  if (error.cause !== undefined && depth < MAX_CAUSES) failure['cause'] = printFailure(error.cause, depth + 1)
  return failure
}

/** One line of an error, for lists. */
export function summariseFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : describeValue(error)
  return text.split('\n')[0] ?? ''
}

function describeValue(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { depth: 4, breakLength: 120 })
}
