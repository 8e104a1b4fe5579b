import { isRundirError, RundirError } from '../error/rundir-error.js'
import { environmentOverride, settingVariables } from './environment.js'
import { getAt, type KeyPath, printKeyPath, treeOf } from './key-path.js'
import { flattenOrigin, makeOrigin, mergeInto, type Origin, removeAt } from './merge.js'
import { type Override, parseOverride } from './override.js'
import { printLiteral } from './print-literal.js'
import { type ConfigTree, type ConfigValue, isList, isTree, MISSING, makeTree } from './tree.js'
import { knownKeys, requireKnown, requireThere } from './unknown-key.js'

/** One source of settings: the defaults of a schema, a profile, a file. */
export interface Layer {
  readonly name: string
  readonly tree: ConfigTree
}

export interface Composed {
  /** Interpolations are kept; see `resolve`. */
  readonly tree: ConfigTree
  /** Dotted key of each leaf → the name of the layer that set it; `environment` and `overrides` are layers too. */
  readonly origin: Readonly<Record<string, string>>
}

export interface Composition {
  /** In order, later wins. */
  readonly layers: readonly Layer[]
  /** Only `RUNDIR__…` is read. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly overrides: readonly string[]
  /** A JSON Schema whose properties count as known keys, although no layer sets them. */
  readonly schema?: unknown
  /** Told of each variable and override that cannot be applied, which is passed over then; without it the first is thrown. */
  readonly onError?: ((error: RundirError) => void) | undefined
}

/**
 * Puts a configuration together (spec 3.1): layers, then `RUNDIR__a__b` of the environment, then overrides.
 * Environment and overrides may only change keys that a layer or the schema knows (CONFIG_KEY with the nearest names),
 * unless `+` adds them or there is nothing to change at all. Throws CONFIG_KEY, CONFIG_OVERRIDE, CONFIG_LIMIT.
 */
export function compose(input: Composition): Composed {
  const tree = makeTree()
  const origin = makeOrigin('')
  for (const layer of input.layers) mergeInto(tree, origin, layer.tree, layer.name)
  const isFree = Object.keys(tree).length === 0 && input.schema === undefined
  const state: State = { tree, origin, schemaKeys: knownKeys(input.schema), isFree }
  for (const variable of settingVariables(input.environment)) {
    tryTo(input.onError, () => {
      const override = environmentOverride(variable, input.environment[variable] ?? '')
      apply(state, override, { layer: 'environment', text: `the environment variable ${variable}` })
    })
  }
  for (const text of input.overrides) {
    tryTo(input.onError, () => {
      apply(state, parseOverride(text), { layer: 'overrides', text: `the override "${text}"` })
    })
  }
  return { tree, origin: flattenOrigin(tree, origin) }
}

function tryTo(onError: Composition['onError'], act: () => void): void {
  try {
    act()
  } catch (error) {
    if (onError === undefined || !isRundirError(error)) throw error
    onError(error)
  }
}

interface State {
  readonly tree: ConfigTree
  readonly origin: Origin
  readonly schemaKeys: ReadonlySet<string>
  readonly isFree: boolean
}

interface Source {
  readonly layer: string
  readonly text: string
}

function apply(state: State, override: Override, source: Source): void {
  const before = getAt(state.tree, override.path)
  if (override.mode === 'remove') {
    remove(state, override, source)
    return
  }
  const value = override.value ?? null
  const isAbsent = before === undefined || before === null || before === MISSING
  const fillsMapping = isTree(value) && isTree(before)
  if (override.mode === 'add' && !isAbsent && !fillsMapping) {
    const key = printKeyPath(override.path)
    throw new RundirError('CONFIG_OVERRIDE', `${source.text} adds ${key}, which is there already`, {
      hint: `write ${key}=… to change it, or ++${key}=… to do either`,
    })
  }
  if (override.mode === 'set' && !state.isFree) requireKnown(state, override.path, value, source.text)
  place(state, override.path, value, source)
}

function remove(state: State, override: Override, source: Source): void {
  const key = printKeyPath(override.path)
  const before = getAt(state.tree, override.path)
  const parent = getAt(state.tree, override.path.slice(0, -1))
  requireThere(state.tree, override.path, source.text)
  if (override.value !== undefined && before !== undefined && printLiteral(before) !== printLiteral(override.value)) {
    throw new RundirError(
      'CONFIG_OVERRIDE',
      `${source.text} expects another value: ${key} is ${printLiteral(before)}`,
      {
        hint: `write ~${key} to remove it whatever it is`,
      },
    )
  }
  if (isList(parent)) throw listError(source.text, override.path)
  removeAt(state.tree, state.origin, override.path)
}

/** Sets a value below mappings, or in place of one item of a list. */
function place(state: State, path: KeyPath, value: ConfigValue, source: Source): void {
  for (let length = 1; length < path.length; length++) {
    const list = getAt(state.tree, path.slice(0, length))
    if (!isList(list)) continue
    const changed = replaceItem(list, path.slice(length), value)
    if (changed === undefined) throw listError(source.text, path)
    mergeInto(state.tree, state.origin, treeOf(path.slice(0, length), changed), source.layer)
    return
  }
  mergeInto(state.tree, state.origin, treeOf(path, value), source.layer)
}

function replaceItem(value: ConfigValue, path: KeyPath, leaf: ConfigValue): ConfigValue | undefined {
  const [first, ...rest] = path
  if (first === undefined) return leaf
  if (isList(value)) {
    const index = /^\d+$/.test(first) ? Number(first) : value.length
    const item = value[index]
    const changed = item === undefined ? undefined : replaceItem(item, rest, leaf)
    return changed === undefined ? undefined : value.with(index, changed)
  }
  const tree = makeTree()
  mergeInto(tree, makeOrigin(''), isTree(value) ? value : makeTree(), '')
  const changed = replaceItem(tree[first] ?? makeTree(), rest, leaf)
  if (changed === undefined) return undefined
  mergeInto(tree, makeOrigin(''), { [first]: changed }, '')
  return tree
}

function listError(text: string, path: KeyPath): RundirError {
  const list = printKeyPath(path.slice(0, -1))
  return new RundirError(
    'CONFIG_OVERRIDE',
    `${text} is about an item that the list does not have, or would remove one`,
    {
      hint: `give the whole list: ${list}=[…]`,
    },
  )
}
