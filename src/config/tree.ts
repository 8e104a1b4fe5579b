import { RundirError } from '../error/rundir-error.js'

/** What a configuration can hold. Infinity and NaN are numbers here; `strictJson` makes them text for JSON. */
export type ConfigValue = null | boolean | number | string | readonly ConfigValue[] | ConfigTree

/** A mapping of settings; made without a prototype, so that no key of it can reach one. */
export type ConfigTree = { [key: string]: ConfigValue }

/** The value of a key that somebody still has to give (as in OmegaConf). It never replaces a value. */
export const MISSING = '???'

/** Bounds of one configuration, of any format (spec 3.1: bombs are refused with their limit). */
export const LIMITS = {
  fileBytes: 1024 * 1024,
  depth: 64,
  aliasCount: 50,
  /** Interpolations that lead to interpolations. */
  chainLength: 256,
  /** Characters and nodes that resolving may produce. */
  resolvedSize: 4_000_000,
  sweepPoints: 100_000,
} as const

export const KEY_CURE = { hint: 'rename the key' } as const
export const DEPTH_CURE = { hint: 'flatten it, or keep that data in a file of its own and name the file here' } as const

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN_KEYS.has(key)
}

/** Throws CONFIG_KEY for a name that could reach a prototype; `where` says whose key it is. */
export function checkKey(key: string, where: string): void {
  if (!isForbiddenKey(key)) return
  throw new RundirError('CONFIG_KEY', `${where} has the key "${key}", which no configuration may have`, KEY_CURE)
}

/** Throws CONFIG_LIMIT when something is nested deeper than a configuration may be. */
export function checkDepth(depth: number, where: string): void {
  if (depth <= LIMITS.depth) return
  throw new RundirError('CONFIG_LIMIT', `${where} is nested deeper than ${LIMITS.depth} levels`, DEPTH_CURE)
}

export function makeTree(): ConfigTree {
  return Object.create(null) as ConfigTree
}

export function isTree(value: ConfigValue | undefined): value is ConfigTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: ConfigValue | undefined): value is readonly ConfigValue[] {
  return Array.isArray(value)
}

/**
 * A deep copy without prototypes. Throws CONFIG_KEY for a forbidden key, CONFIG_LIMIT for too deep a value,
 * CONFIG_INVALID for what is no plain data.
 */
export function copyValue(value: unknown, where: string, depth = 0): ConfigValue {
  checkDepth(depth, where)
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
    return value
  }
  if (Array.isArray(value)) return value.map((item) => copyValue(item, where, depth + 1))
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (typeof value !== 'object' || kind !== 'Object') {
    throw new RundirError('CONFIG_INVALID', `${where} holds a ${kind}, which is no plain data`, {
      hint: 'use text, numbers, true, false, null, lists and mappings',
    })
  }
  const copy = makeTree()
  for (const [key, item] of Object.entries(value)) {
    checkKey(key, where)
    copy[key] = copyValue(item, where, depth + 1)
  }
  return copy
}

/** As `copyValue`, for a whole document: anything but a mapping is CONFIG_INVALID; nothing at all is an empty mapping. */
export function copyTree(value: unknown, where: string): ConfigTree {
  const copy = copyValue(value ?? null, where)
  if (copy === null) return makeTree()
  if (isTree(copy)) return copy
  throw new RundirError('CONFIG_INVALID', `${where} is no mapping of settings`, {
    hint: 'write keys with values, such as "training: {lr: 0.001}"',
  })
}
