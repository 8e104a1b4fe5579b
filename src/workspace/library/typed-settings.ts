import { getAt, type KeyPath, leafKeys, lookUp } from '../../config/key-path.js'
import { escapeTree } from '../../config/resolve.js'
import { type ConfigTree, type ConfigValue, copyTree, isTree, makeTree } from '../../config/tree.js'
import { RundirError } from '../../error/rundir-error.js'
import { printCanonicalJson, strictJson } from '../../value/json.js'
import type { RunPlan } from '../launch/plan.js'

/** What gives a configuration its type: a zod schema, or anything else that parses and throws. */
export interface ConfigSchema<Config> {
  parse(settings: unknown): Config
}

/**
 * The plan with what `schema` makes of its settings in their place, so that the copies of the run hold what the program gets.
 * Interpolations stay in what the schema leaves as it is. Throws what `parse` throws, and CONFIG_INVALID for what is no plain data.
 */
export function withTypedSettings<Config>(plan: RunPlan, schema: ConfigSchema<Config>): RunPlan {
  const { config, preview } = plan
  const parsed = copyTree(withoutUndefined(schema.parse(preview)), 'what the schema makes of the settings')
  const settle = (value: ConfigValue, path: KeyPath): ConfigValue => {
    const [raw, before] = [getAt(config.tree, path), getAt(preview, path)]
    if (raw !== undefined && isSame(before, value)) return raw
    if (isTree(value) && isTree(raw)) return settleTree(value, path)
    return escapeTree({ value })['value'] ?? value
  }
  const settleTree = (tree: ConfigTree, path: KeyPath): ConfigTree => {
    const settled = makeTree()
    for (const [key, item] of Object.entries(tree)) settled[key] = settle(item, [...path, key])
    return settled
  }
  const tree = settleTree(parsed, [])
  const origin = Object.fromEntries(
    leafKeys(tree).map((key) => [
      key,
      isSame(lookUp(config.tree, key), lookUp(tree, key)) ? (config.origin[key] ?? 'schema') : 'schema',
    ]),
  )
  return { ...plan, preview: parsed, config: { ...config, tree, resolvable: tree, origin } }
}

function isSame(left: ConfigValue | undefined, right: ConfigValue | undefined): boolean {
  if (left === undefined || right === undefined) return false
  return printCanonicalJson(strictJson(left)) === printCanonicalJson(strictJson(right))
}

/** A key without a value is none: zod leaves such keys where they were given. An object of a class would be none when it is read. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (Object.prototype.toString.call(value) !== '[object Object]') return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new RundirError(
      'CONFIG_INVALID',
      'the schema makes an object of a class of a setting, which cannot be recorded',
      {
        hint: 'let the schema give plain data, and make the object from run.config',
      },
    )
  }
  const entries = Object.entries(value as object).filter(([, item]) => item !== undefined)
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutUndefined(item)]))
}
