import { RundirError } from '../error/rundir-error.js'
import { type ConfigTree, type ConfigValue, isList, isTree, makeTree } from './tree.js'

/** The keys that lead from the top to a value: `['model', 'layers', '0']`. */
export type KeyPath = readonly string[]

/**
 * Parses `a.b`, `a[0].b` and `a\.b.c` (a dot that belongs to a key). Undefined when a part is empty or a bracket is open.
 */
export function parseKeyPath(text: string): KeyPath | undefined {
  const parts: string[] = []
  let part = ''
  let mayBeEmpty = false
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\' && at + 1 < text.length) {
      part += text.charAt(++at)
    } else if (char === '.') {
      if (part === '' && !mayBeEmpty) return undefined
      if (part !== '') parts.push(part)
      part = ''
      mayBeEmpty = false
    } else if (char === '[') {
      const end = text.indexOf(']', at)
      if (end <= at + 1) return undefined
      if (part !== '') parts.push(part)
      parts.push(text.slice(at + 1, end))
      part = ''
      mayBeEmpty = true
      at = end
    } else {
      part += char
    }
  }
  if (part !== '') parts.push(part)
  else if (!mayBeEmpty) return undefined
  return parts
}

/** Inverse of `parseKeyPath`, with dots only. */
export function printKeyPath(path: KeyPath): string {
  return path.map((part) => part.replace(/[\\.[\]]/g, '\\$&')).join('.')
}

/** The value at a path; undefined when there is none. Only own keys count. */
export function getAt(tree: ConfigValue, path: KeyPath): ConfigValue | undefined {
  let value: ConfigValue | undefined = tree
  for (const part of path) {
    if (isTree(value)) value = Object.hasOwn(value, part) ? value[part] : undefined
    else if (isList(value)) value = /^\d+$/.test(part) ? value[Number(part)] : undefined
    else return undefined
  }
  return value
}

/** The value at a dotted key (`training.lr`, `layers[0]`); undefined when there is none. Never interpolates. */
export function lookUp(tree: ConfigTree, dottedKey: string): ConfigValue | undefined {
  const path = parseKeyPath(dottedKey)
  return path === undefined ? undefined : getAt(tree, path)
}

/** The mapping `{a: {b: value}}` for the path `['a', 'b']`. The path has at least one part. */
export function treeOf(path: KeyPath, value: ConfigValue): ConfigTree {
  const [first, ...rest] = path
  if (first === undefined) throw new Error('impossible: a key path without parts')
  const tree = makeTree()
  tree[first] = rest.length === 0 ? value : treeOf(rest, value)
  return tree
}

/** Dotted keys of every leaf: scalars, lists (as a whole) and empty mappings. */
export function leafKeys(tree: ConfigTree): string[] {
  const keys: string[] = []
  const visit = (value: ConfigValue, path: KeyPath): void => {
    if (isTree(value) && (path.length === 0 || Object.keys(value).length > 0)) {
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key])
    } else {
      keys.push(printKeyPath(path))
    }
  }
  visit(tree, [])
  return keys
}

/** Parses a dotted key that came from outside; throws CONFIG_KEY when it is none. */
export function requireKeyPath(text: string, where: string): KeyPath {
  const path = parseKeyPath(text)
  if (path !== undefined) return path
  throw new RundirError('CONFIG_KEY', `${where}: "${text}" is no dotted key`, {
    hint: 'write parts joined by dots, such as training.lr or layers[0].width',
  })
}
