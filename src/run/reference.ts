import { RundirError } from '../error/rundir-error.js'
import { isRelPath } from '../value/rel-path.js'

/**
 * A run as another run names it (spec 1.10, seed 003): the path relative to `runs/`, or to the workspace for `outputs/…`.
 * `/` separators, never absolute, no `..`; `:` stays `:` whatever the file system.
 */
export type RunReference = string & { readonly __runReference: unique symbol }

/** Throws NAME_INVALID for a text that could lead anywhere else. */
export function parseReference(text: string): RunReference {
  if (isRelPath(text)) return text as string as RunReference
  throw new RundirError('NAME_INVALID', `"${text}" is not a reference to a run`, {
    hint: 'a reference is the path of the run below runs/, or outputs/<name>',
  })
}

/** The reference of the run at `path` (relative to the workspace, canonical). */
export function referenceOf(path: string): RunReference {
  return (path.startsWith('runs/') ? path.slice('runs/'.length) : path) as RunReference
}

/** The path of a reference, relative to the workspace, canonical. */
export function pathOfReference(reference: RunReference): string {
  return reference.startsWith('outputs/') ? reference : `runs/${reference}`
}

/** Whether the reference of a path can be read, and leads back to it. */
export function isReferable(path: string): boolean {
  const reference = referenceOf(path)
  return isRelPath(reference) && pathOfReference(reference) === path
}
