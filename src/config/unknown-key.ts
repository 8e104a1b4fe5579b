import { RundirError } from '../error/rundir-error.js'
import { nearestNames } from '../value/nearest.js'
import { getAt, type KeyPath, printKeyPath } from './key-path.js'
import { type ConfigTree, type ConfigValue, isTree } from './tree.js'

interface Known {
  readonly tree: ConfigTree
  readonly schemaKeys: ReadonlySet<string>
}

/** Throws CONFIG_KEY, with the nearest names, when a path or a key below it is in no layer and not in the schema. */
export function requireKnown(known: Known, path: KeyPath, value: ConfigValue, text: string): void {
  if (getAt(known.tree, path) === undefined && !known.schemaKeys.has(printKeyPath(path))) {
    throw unknown(known, path, `${text} sets`, `To add a key write +${printKeyPath(path)}=…`)
  }
  if (!isTree(value)) return
  const before = getAt(known.tree, path)
  if (!isTree(before)) return
  for (const [key, item] of Object.entries(value)) requireKnown(known, [...path, key], item, text)
}

/** The same for a path that is to be removed: no layer has it. */
export function requireThere(tree: ConfigTree, path: KeyPath, text: string): void {
  if (getAt(tree, path) !== undefined) return
  throw unknown({ tree, schemaKeys: new Set() }, path, `${text} removes`, 'rundir config show prints the keys')
}

function unknown(known: Known, path: KeyPath, act: string, cure: string): RundirError {
  const key = printKeyPath(path)
  const names = [...allKeys(known.tree), ...known.schemaKeys]
  const last = `.${path.at(-1) ?? ''}`
  const near = new Set([...names.filter((name) => name.endsWith(last)), ...nearestNames(key, names)])
  const guess = near.size === 0 ? '' : `did you mean ${[...near].slice(0, 3).join(', ')}? `
  return new RundirError('CONFIG_KEY', `${act} ${key}, which this configuration does not have`, {
    hint: `${guess}${cure}`,
  })
}

function allKeys(tree: ConfigTree, path: KeyPath = []): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const here = [...path, key]
    return [printKeyPath(here), ...(isTree(value) ? allKeys(value, here) : [])]
  })
}

/** Dotted keys of the properties that a JSON Schema declares, without following references. */
export function knownKeys(schema: unknown, path: KeyPath = [], keys: Set<string> = new Set()): ReadonlySet<string> {
  const properties = propertiesOf(schema)
  for (const [key, below] of Object.entries(properties)) {
    const here = [...path, key]
    keys.add(printKeyPath(here))
    if (here.length < 16) knownKeys(below, here, keys)
  }
  return keys
}

function propertiesOf(schema: unknown): object {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return {}
  return typeof schema.properties === 'object' && schema.properties !== null ? schema.properties : {}
}
