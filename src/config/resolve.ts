import { type KeyPath, printKeyPath } from './key-path.js'
import { type OnUnresolved, Resolution } from './resolution.js'
import type { ResolveContext } from './resolve-context.js'
import { escapeInterpolation, unescapeInterpolation } from './template.js'
import { type ConfigTree, type ConfigValue, isList, isTree, MISSING, makeTree } from './tree.js'

/**
 * A copy of the configuration with every interpolation replaced by its value (spec 3.1).
 * No interpolation remains; `${` is in the result only where the configuration escaped it (`\${`).
 * Throws CONFIG_INTERPOLATION, with the chain of keys, for a cycle, an unknown key or variable and a bad form,
 * and CONFIG_LIMIT when the result would explode. With `onError` the first kind is told there, once for each key that is wrong.
 */
export function resolve(tree: ConfigTree, context: ResolveContext, onError?: OnUnresolved): ConfigTree {
  return new Resolution(tree, context, onError).resolveAll()
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
  return mapTexts(tree, escapeInterpolation)
}

/** Inverse of `escapeTree`: what was resolved, escaped and written is read without resolving anything. */
export function unescapeTree(tree: ConfigTree): ConfigTree {
  return mapTexts(tree, unescapeInterpolation)
}

function mapTexts(tree: ConfigTree, change: (text: string) => string): ConfigTree {
  const changed = (value: ConfigValue): ConfigValue => {
    if (typeof value === 'string') return change(value)
    if (isList(value)) return value.map(changed)
    if (!isTree(value)) return value
    return Object.assign(
      makeTree(),
      Object.fromEntries(Object.entries(value).map(([key, item]) => [key, changed(item)])),
    )
  }
  return Object.assign(makeTree(), changed(tree))
}
