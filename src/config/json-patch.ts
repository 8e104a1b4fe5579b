import { isDeepStrictEqual } from 'node:util'
import { RundirError } from '../error/rundir-error.js'
import type { Edit } from './edit.js'
import type { KeyPath } from './key-path.js'
import { type ConfigTree, type ConfigValue, isList, isTree } from './tree.js'

/** One step of a JSON patch: an operation, or half of a `move`. */
export interface PatchStep {
  readonly op: 'add' | 'remove' | 'replace' | 'test'
  readonly path: KeyPath
  /** Undefined for `remove`. */
  readonly value: ConfigValue | undefined
  /** Says in messages which operation it is. */
  readonly refuse: (why: string) => RundirError
}

const INDEX = /^(?:0|[1-9]\d*)$/

/** The steps of one operation (RFC 6902) on `target`; `number` is its place in the patch, from 1. Throws VALUE_INVALID. */
export function stepsOf(target: ConfigValue, operation: ConfigValue, number: number): PatchStep[] {
  const refuse = (why: string): RundirError =>
    new RundirError('VALUE_INVALID', `operation ${number} of the patch ${why}`, {
      hint: 'for example {"op": "add", "path": "/hints/-", "value": "Read the file first."} (RFC 6902)',
    })
  if (!isTree(operation)) throw refuse('is no mapping')
  const { op, value } = operation
  const path = pointerIn(operation, 'path', refuse)
  switch (op) {
    case 'remove':
      if (path.length === 0) throw refuse('removes the whole document')
      return [{ op, path, value: undefined, refuse }]
    case 'add':
    case 'replace':
    case 'test':
      if (value === undefined) throw refuse('has no value')
      return [{ op, path, value, refuse }]
    case 'copy':
    case 'move': {
      const from = pointerIn(operation, 'from', refuse)
      const added = { op: 'add', path, value: existing(target, from, refuse), refuse } as const
      if (op === 'copy') return [added]
      if (isDeepStrictEqual(from, path)) return []
      if (isDeepStrictEqual(path.slice(0, from.length), from)) throw refuse('moves a value into itself')
      return [{ op: 'remove', path: from, value: undefined, refuse }, added]
    }
    default:
      throw refuse(`is ${JSON.stringify(op ?? null)}, which is none of add, remove, replace, move, copy, test`)
  }
}

/** What a step changes in `target`; undefined for a test that it passes. Throws VALUE_INVALID when it does not fit. */
export function editOfStep(target: ConfigValue, { op, path, value = null, refuse }: PatchStep): Edit | undefined {
  if (op === 'add') return addition(target, path, value, refuse)
  const current = existing(target, path, refuse)
  if (op === 'remove') return { kind: 'remove', path }
  if (op === 'replace') return { kind: 'put', path, value }
  if (!isDeepStrictEqual(current, value)) throw refuse(`finds another value at ${printPointer(path)}`)
  return undefined
}

function addition(target: ConfigValue, path: KeyPath, value: ConfigValue, refuse: PatchStep['refuse']): Edit {
  const key = path.at(-1)
  const above = path.slice(0, -1)
  const parent = valueAt(target, above)
  if (key === undefined || isTree(parent)) return { kind: 'put', path, value }
  if (!isList(parent)) throw refuse(`finds no mapping and no list at ${printPointer(above)}`)
  const at = key === '-' ? parent.length : INDEX.test(key) ? Number(key) : Number.NaN
  if (at <= parent.length) return { kind: 'insert', path: [...above, String(at)], value }
  throw refuse(`names the place ${key} of a list with ${parent.length}`)
}

function existing(target: ConfigValue, path: KeyPath, refuse: PatchStep['refuse']): ConfigValue {
  const value = valueAt(target, path)
  if (value === undefined) throw refuse(`finds nothing at ${printPointer(path)}`)
  return value
}

function valueAt(target: ConfigValue, path: KeyPath): ConfigValue | undefined {
  let value: ConfigValue | undefined = target
  for (const key of path) {
    if (isList(value)) value = INDEX.test(key) ? value[Number(key)] : undefined
    else value = isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }
  return value
}

/** A JSON pointer (RFC 6901). */
function pointerIn(operation: ConfigTree, key: 'path' | 'from', refuse: PatchStep['refuse']): KeyPath {
  const pointer = operation[key]
  if (typeof pointer !== 'string' || !/^(?:\/(?:[^~]|~[01])*)?$/.test(pointer))
    throw refuse(`has the ${key} ${JSON.stringify(pointer ?? null)}, which is no JSON pointer`)
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function printPointer(path: KeyPath): string {
  return JSON.stringify(path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''))
}
