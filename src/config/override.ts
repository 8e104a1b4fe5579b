import { RundirError } from '../error/rundir-error.js'
import { type KeyPath, parseKeyPath } from './key-path.js'
import { parseLiteral } from './literal.js'
import { printLiteral } from './print-literal.js'
import { type ConfigValue, checkKey } from './tree.js'

/**
 * One override of the command line (spec 3.1, as in Hydra).
 *
 *     a.b=1     set      the key must exist
 *     +a.b=1    add      the key must not exist
 *     ++a.b=1   force    either
 *     ~a.b      remove   the key must exist; ~a.b=1 also wants its value
 */
export interface Override {
  readonly mode: 'set' | 'add' | 'force' | 'remove'
  readonly path: KeyPath
  /** Undefined for `~key` alone. */
  readonly value: ConfigValue | undefined
}

const MARKS = { set: '', add: '+', force: '++', remove: '~' } as const
/** Mark, key, value. In a key a backslash stands before any character that would end or confuse it. */
const SHAPE = /^(\+\+|\+|~|)((?:\\[\s\S]|[^\s\\=@:!"'{}(),+~-])(?:\\[\s\S]|[^\s\\=@:!"'{}(),])*)[ \t]*(?:=([\s\S]*))?$/

/** Parses an override. Throws CONFIG_OVERRIDE, or CONFIG_KEY for a forbidden key. */
export function parseOverride(text: string): Override {
  const { mode, path, valueText } = parseOverrideKey(text)
  const where = `the override "${text}"`
  return { mode, path, value: valueText === undefined ? undefined : parseLiteral(valueText, where) }
}

/** The part before `=`; what stands after it is left unparsed, because a sweep reads it in another way. */
export function parseOverrideKey(text: string): Omit<Override, 'value'> & { readonly valueText: string | undefined } {
  const [, mark = '', key = '', valueText] = SHAPE.exec(text) ?? []
  const mode = mark === '++' ? 'force' : mark === '+' ? 'add' : mark === '~' ? 'remove' : 'set'
  const path = parseKeyPath(key)
  if (path === undefined || (mode !== 'remove' && valueText === undefined)) {
    const asProfile = /^[\w.-]+$/.test(text) ? `; a profile is named by --profile ${text}` : ''
    throw new RundirError('CONFIG_OVERRIDE', `"${text}" is no override`, {
      hint: `write key.path=value, +new.key=value or ~key.path${asProfile}`,
    })
  }
  for (const part of path) checkKey(part, `the override "${text}"`)
  return { mode, path, valueText }
}

/** Inverse of `parseOverride`. */
export function printOverride(override: Override): string {
  const key = MARKS[override.mode] + override.path.map(escapePart).join('.')
  return override.value === undefined ? key : `${key}=${printLiteral(override.value)}`
}

function escapePart(part: string): string {
  return part.replace(/[\\.[\]\s=@:!"'{}(),+~]|^-/g, '\\$&')
}
