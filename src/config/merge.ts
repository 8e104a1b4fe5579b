import { type KeyPath, printKeyPath } from './key-path.js'
import {
  type ConfigTree,
  type ConfigValue,
  checkDepth,
  checkKey,
  copyValue,
  isTree,
  MISSING,
  makeTree,
} from './tree.js'

/** Which layer last set a value, and the same for what is below it. */
export interface Origin {
  layer: string
  readonly below: Map<string, Origin>
}

export function makeOrigin(layer: string): Origin {
  return { layer, below: new Map() }
}

/**
 * Merges `source` into `target` in place: mappings merge, lists and scalars replace, `???` replaces nothing.
 * `source` is copied, never shared. Throws CONFIG_KEY for a forbidden key, CONFIG_LIMIT for too deep a layer.
 */
export function mergeInto(target: ConfigTree, origin: Origin, source: ConfigTree, layer: string, depth = 1): void {
  checkDepth(depth, layer)
  for (const [key, value] of Object.entries(source)) {
    checkKey(key, layer)
    const before = target[key]
    if (value === MISSING && before !== undefined) continue
    const known = origin.below.get(key)
    if (isTree(value) && isTree(before) && known !== undefined) {
      mergeInto(before, known, value, layer, depth + 1)
      continue
    }
    const now = makeOrigin(layer)
    origin.below.set(key, now)
    if (isTree(value)) {
      const copy = makeTree()
      target[key] = copy
      mergeInto(copy, now, value, layer, depth + 1)
    } else {
      target[key] = copyValue(value, layer, depth)
    }
  }
}

/** Takes a key away; its parents stay. */
export function removeAt(tree: ConfigTree, origin: Origin, path: KeyPath): void {
  const [first, ...rest] = path
  if (first === undefined) return
  const below = tree[first]
  if (rest.length === 0) {
    delete tree[first]
    origin.below.delete(first)
  } else if (isTree(below)) {
    removeAt(below, origin.below.get(first) ?? makeOrigin(''), rest)
  }
}

/** The layer of every leaf by its dotted key; a leaf is a scalar, a list or an empty mapping. */
export function flattenOrigin(tree: ConfigTree, origin: Origin): Record<string, string> {
  const layers = Object.create(null) as Record<string, string>
  const visit = (value: ConfigValue, at: Origin, path: KeyPath): void => {
    const keys = isTree(value) ? Object.keys(value) : []
    if (keys.length === 0 && path.length > 0) layers[printKeyPath(path)] = at.layer
    for (const key of keys) {
      const below = at.below.get(key)
      if (isTree(value) && below !== undefined) visit(value[key] ?? null, below, [...path, key])
    }
  }
  visit(tree, origin, [])
  return layers
}
