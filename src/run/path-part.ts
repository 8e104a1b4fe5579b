import { RundirError } from '../error/rundir-error.js'

const PART = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/
const MAX_PART_LENGTH = 128
/** Names that Windows keeps for devices, with or without an extension, in any case. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

/** Whether `text` is a device name on Windows (`con`, `nul.txt`, `COM1`): such a folder cannot be made there. */
export function isReservedName(text: string): boolean {
  return RESERVED.test(text)
}

/** Whether `text` can be one folder of a run's path on every system: letters, digits, `.`, `_`, `-`; no leading or trailing dot. */
export function isPathPart(text: string): boolean {
  return PART.test(text) && text.length <= MAX_PART_LENGTH && !text.endsWith('.') && !isReservedName(text)
}

/** Throws NAME_INVALID, or NAME_TOO_LONG, unless `text` is a path part; `what` names it in the message (`project`). */
export function checkPathPart(what: string, text: string): string {
  if (isPathPart(text)) return text
  if (text.length > MAX_PART_LENGTH)
    throw new RundirError('NAME_TOO_LONG', `the ${what} has ${text.length} characters, ${MAX_PART_LENGTH} are allowed`)
  throw new RundirError('NAME_INVALID', `${what} ${JSON.stringify(text)} cannot be the name of a folder`, {
    hint: 'use letters, digits, ".", "_" and "-", beginning with a letter or digit; no device name such as con or nul',
  })
}
