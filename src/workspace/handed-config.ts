import { dirname } from 'node:path'
import { type ConfigTree, type ConfigValue, copyTree, isList, isTree } from '../config/tree.js'
import { readTextIfThere } from '../disk/read.js'
import { removeFile } from '../disk/remove.js'
import { replaceFile } from '../disk/write.js'
import { type Json, parseJson, parseNumber, printJsonFile, strictJson } from '../value/json.js'

/** Stands beside the JSON when some of its texts are numbers that JSON cannot hold, and says which. */
const NONFINITE_FILE = 'config_nonfinite.json'

/** Keys of mappings, and indexes of lists. */
type Place = readonly (string | number)[]

/**
 * Writes the resolved configuration as programs read it (docs/format.md, "The configuration for programs"). `path` is absolute.
 * A crash in between leaves the older copy or none: no program has started yet. Throws DISK_*.
 */
export function writeHandedConfig(path: string, tree: ConfigTree): void {
  const places = [...nonFinite(tree, [])]
  if (places.length === 0) removeFile(besideOf(path))
  else replaceFile(besideOf(path), printJsonFile(places), 'durable')
  replaceFile(path, printJsonFile(strictJson(tree)), 'durable')
}

/** Inverse of `writeHandedConfig`; empty where there is no file, or no JSON in it. Throws CONFIG_KEY, CONFIG_LIMIT, CONFIG_INVALID. */
export function readHandedConfig(path: string): ConfigTree {
  const written = parseJson(readTextIfThere(path) ?? '{}') ?? {}
  const places = parseJson(readTextIfThere(besideOf(path)) ?? '[]')
  const numbers = new Set(Array.isArray(places) ? places.map((place: Json) => JSON.stringify(place)) : [])
  return copyTree(numbers.size === 0 ? written : withNumbers(written, [], numbers), path)
}

function besideOf(path: string): string {
  return `${dirname(path)}/${NONFINITE_FILE}`
}

function* nonFinite(value: ConfigValue, place: Place): Generator<Place> {
  if (typeof value === 'number' && !Number.isFinite(value)) yield place
  else if (isList(value)) for (const [at, item] of value.entries()) yield* nonFinite(item, [...place, at])
  else if (isTree(value)) for (const [key, item] of Object.entries(value)) yield* nonFinite(item, [...place, key])
}

function withNumbers(value: Json, place: Place, numbers: ReadonlySet<string>): Json {
  if (typeof value === 'string') return numbers.has(JSON.stringify(place)) ? (parseNumber(value) ?? value) : value
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item: Json, at) => withNumbers(item, [...place, at], numbers))
  const entries = Object.entries(value).map(
    ([key, item]) => [key, withNumbers(item, [...place, key], numbers)] as const,
  )
  return Object.fromEntries(entries)
}
