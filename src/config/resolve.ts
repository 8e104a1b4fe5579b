import { type KeyPath, printKeyPath } from './key-path.js'
import { Resolution } from './resolution.js'
import type { ResolveContext } from './resolve-context.js'
import { escapeInterpolation } from './template.js'
import { type ConfigTree, type ConfigValue, isList, isTree, MISSING, makeTree } from './tree.js'

/**
 * A copy of the configuration with every interpolation replaced by its value (spec 3.1).
 * No interpolation remains; `${` is in the result only where the configuration escaped it (`\${`).
 * Throws CONFIG_INTERPOLATION, with the chain of keys, for a cycle, an unknown key or variable and a bad form,
 * and CONFIG_LIMIT when the result would explode.
 */
export function resolve(tree: ConfigTree, context: ResolveContext): ConfigTree {
  return new Resolution(tree, context).resolveAll()
}

/** Dotted keys whose value is `???`. */
export function missingKeys(tree: ConfigTree): string[] {
  const keys: string[] = []
  const visit = (value: ConfigValue, path: KeyPath): void => {
    if (value === MISSING) keys.push(printKeyPath(path))
    else if (isTree(value) || Array.isArray(value)) {
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key])
    }
  }
  visit(tree, [])
  return keys
}

/** A copy in which every text means itself: `resolve` gives the original back. */
export function escapeTree(tree: ConfigTree): ConfigTree {
  const escaped = (value: ConfigValue): ConfigValue => {
    if (typeof value === 'string') return escapeInterpolation(value)
    if (isList(value)) return value.map(escaped)
    if (!isTree(value)) return value
    return Object.assign(
      makeTree(),
      Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item)])),
    )
  }
  return Object.assign(makeTree(), escaped(tree))
}
