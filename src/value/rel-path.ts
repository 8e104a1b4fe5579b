import { RundirError } from '../error/rundir-error.js'

/** A path below some folder: `/` separators, no empty part, no `.` or `..`, never absolute. */
export type RelPath = string & { readonly __relPath: unique symbol }

const FORBIDDEN_PART = /^(?:\.{1,2})?$|[\\\0-\x1f]/

export function isRelPath(text: string): text is RelPath {
  const drive = /^[A-Za-z]:/.test(text)
  return text !== '' && !drive && !text.split('/').some((part) => FORBIDDEN_PART.test(part))
}

/**
 * Parses a path that came from outside (a manifest, a flag, an interface).
 * Throws PATH_ESCAPES for anything that is not plainly below its folder.
 */
export function parseRelPath(text: string): RelPath {
  if (isRelPath(text)) return text
  throw new RundirError('PATH_ESCAPES', `"${text}" is not a relative path below its folder`, {
    hint: 'use / between parts, and no ., .., drive letter or leading /',
  })
}
