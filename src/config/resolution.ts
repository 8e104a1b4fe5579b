import { isRundirError, RundirError } from '../error/rundir-error.js'
import { didYouMean } from '../value/nearest.js'
import { getAt, type KeyPath, leafKeys, parseKeyPath, printKeyPath } from './key-path.js'
import type { ResolveContext, Scope } from './resolve-context.js'
import { callResolver } from './resolver.js'
import { printScalarNumber } from './scalar-text.js'
import { hasInterpolation, splitTemplate } from './template.js'
import { type ConfigTree, type ConfigValue, checkDepth, isList, isTree, LIMITS, MISSING, makeTree } from './tree.js'

const CALL = /^\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):([\s\S]*)$/

/** What a value counts towards the size of the result, besides its characters. */
const NODE_SIZE = 4

/** Enough of a text to know it by. */
function clip(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`
}

/** Told of each key that cannot be resolved, which is null then. Those that only take its value are not told of. */
export type OnUnresolved = (error: RundirError, key: string) => void

/** One pass over one configuration: remembers what is resolved and which keys are being resolved. */
export class Resolution implements Scope {
  readonly context: ResolveContext
  readonly #root: ConfigTree
  readonly #onError: OnUnresolved | undefined
  readonly #resolved = new Map<string, ConfigValue>()
  /** Keys that wait for each other, outermost first. */
  readonly #active = new Map<string, KeyPath>()
  #size = 0

  constructor(root: ConfigTree, context: ResolveContext, onError?: OnUnresolved) {
    this.#root = root
    this.context = context
    this.#onError = onError
  }

  resolveAll(): ConfigTree {
    const tree = this.resolveValue(this.#root, [])
    if (!isTree(tree)) throw new Error('impossible: a mapping resolved to something else')
    return tree
  }

  /** The resolved copy of a value that stands at `path`. */
  resolveValue(value: ConfigValue, path: KeyPath): ConfigValue {
    this.#grow(NODE_SIZE)
    if (typeof value === 'string') return hasInterpolation(value) ? this.#resolveOrTell(value, path) : this.#keep(value)
    if (value === null || typeof value !== 'object') return value
    checkDepth(path.length, 'the resolved configuration')
    if (isList(value)) return value.map((item, index) => this.resolveValue(item, [...path, String(index)]))
    const copy = makeTree()
    for (const key of Object.keys(value)) copy[key] = this.resolveValue(value[key] ?? null, [...path, key])
    return copy
  }

  /** The value of a text that belongs to the key at `path`: typed when the text is one interpolation, else text. */
  resolveText(text: string, path: KeyPath): ConfigValue {
    const parts = splitTemplate(text)
    if (parts === undefined)
      throw this.error(
        `"${clip(text)}" has a \${ that is never closed`,
        'close it with }, or write \\${ for the text itself',
      )
    const [first] = parts
    if (parts.length === 1 && first?.kind === 'interpolation') return this.#interpolate(first.body, path)
    return this.#keep(
      parts
        .map((part) => (part.kind === 'text' ? part.text : this.printInText(this.#interpolate(part.body, path))))
        .join(''),
    )
  }

  /** How a value looks in the middle of a text. Throws for lists and mappings. */
  printInText(value: ConfigValue): string {
    if (typeof value === 'string') return value
    if (typeof value === 'number') return printScalarNumber(value)
    if (value === null || typeof value === 'boolean') return String(value)
    throw this.error(
      'a list or mapping cannot be part of a text',
      'let ${…} be the whole value, or name a key below it',
    )
  }

  /** Looks up `a.b[0]`, `.sibling` or `..parent` from the key at `from`; undefined when there is no such key. */
  select(key: string, from: KeyPath): ConfigValue | undefined {
    const dots = /^\.*/.exec(key)?.[0].length ?? 0
    const rest = key.slice(dots)
    const path = rest === '' ? [] : parseKeyPath(rest)
    if (path === undefined || (dots === 0 && path.length === 0)) {
      throw this.error(
        `\${${clip(key)}} is no key`,
        'write ${a.b}, ${.sibling}, ${..parent}, ${list[0]} or ${env:NAME}',
      )
    }
    if (dots > from.length)
      throw this.error(`\${${clip(key)}} leads above the top of the configuration`, 'take a dot away')
    return this.#selectAt(dots === 0 ? path : [...from.slice(0, from.length - dots), ...path])
  }

  error(what: string, hint: string | undefined): RundirError {
    const chain = [...this.#active.values()].map(printKeyPath)
    const where = chain.length === 0 ? '' : ` (in ${chain.join(' → ')})`
    return new RundirError('CONFIG_INTERPOLATION', `${what}${where}`, { hint })
  }

  #resolveOrTell(text: string, path: KeyPath): ConfigValue {
    if (this.#onError === undefined) return this.#resolveAt(text, path)
    const waiting = [...this.#active]
    try {
      return this.#resolveAt(text, path)
    } catch (error) {
      if (!isRundirError(error, 'CONFIG_INTERPOLATION')) throw error
      this.#onError(error, printKeyPath(path))
      this.#active.clear()
      for (const [id, active] of waiting) this.#active.set(id, active)
      this.#resolved.set(path.join('\0'), null)
      return null
    }
  }

  #resolveAt(text: string, path: KeyPath): ConfigValue {
    const id = path.join('\0')
    const known = this.#resolved.get(id)
    if (known !== undefined) return this.#copy(known, path.length)
    if (this.#active.has(id)) {
      this.#active.delete(id)
      this.#active.set(id, path)
      const cycle = [...this.#active.values()]
      throw this.error(
        `the interpolation of ${printKeyPath(path)} runs in a circle`,
        `break it at one of ${cycle.map(printKeyPath).join(', ')}`,
      )
    }
    if (this.#active.size >= LIMITS.chainLength) {
      throw new RundirError(
        'CONFIG_LIMIT',
        `interpolations lead on for more than ${LIMITS.chainLength} keys, at ${printKeyPath(path)}`,
        {
          hint: 'let keys refer to the first of them instead of to each other',
        },
      )
    }
    this.#active.set(id, path)
    const value = this.resolveText(text, path)
    this.#active.delete(id)
    this.#resolved.set(id, value)
    return value
  }

  #interpolate(body: string, path: KeyPath): ConfigValue {
    const call = CALL.exec(body)
    if (call !== null) return callResolver(this, call[1] ?? '', call[2] ?? '', path)
    const key = hasInterpolation(body) ? this.printInText(this.resolveText(body, path)) : body.trim()
    const value = this.select(key, path)
    if (value === undefined) throw this.error(`\${${clip(key)}} names a key that does not exist`, this.#guess(key))
    if (value === MISSING)
      throw this.error(`\${${clip(key)}} names a key that has no value yet (???)`, `give it one: ${key}=…`)
    return value
  }

  #selectAt(path: KeyPath): ConfigValue | undefined {
    let value: ConfigValue = this.#root
    for (const [index, part] of path.entries()) {
      const next = getAt(value, [part])
      if (next === undefined) return index === 0 ? this.#selectRun(path) : undefined
      value = next
      const here = path.slice(0, index + 1)
      if (typeof value !== 'string' || !hasInterpolation(value) || index === path.length - 1) continue
      return getAt(this.resolveValue(value, here), path.slice(index + 1))
    }
    return this.resolveValue(value, path)
  }

  /** `run.name` and `run.dir`, unless the configuration has a section of that name. */
  #selectRun(path: KeyPath): ConfigValue | undefined {
    const [first, second] = path
    if (first !== 'run' || path.length !== 2 || (second !== 'name' && second !== 'dir')) return undefined
    if (this.context.run !== undefined) return this.context.run[second]
    throw this.error(`\${run.${second}} has no value before there is a run`, 'it gets one when the run starts')
  }

  #guess(key: string): string {
    const near = key.length > 100 ? undefined : didYouMean(key, leafKeys(this.#root))
    return near ?? 'rundir config show prints the keys that there are'
  }

  #copy(value: ConfigValue, depth: number): ConfigValue {
    checkDepth(depth, 'the resolved configuration')
    this.#grow(NODE_SIZE)
    if (typeof value === 'string') return this.#keep(value)
    if (value === null || typeof value !== 'object') return value
    if (isList(value)) return value.map((item) => this.#copy(item, depth + 1))
    const copy = makeTree()
    for (const key of Object.keys(value)) copy[key] = this.#copy(value[key] ?? null, depth + 1)
    return copy
  }

  #keep(text: string): string {
    this.#grow(text.length)
    return text
  }

  #grow(by: number): void {
    this.#size += by
    if (this.#size <= LIMITS.resolvedSize) return
    throw new RundirError(
      'CONFIG_LIMIT',
      `the resolved configuration is larger than ${LIMITS.resolvedSize} characters and values`,
      {
        hint: 'interpolations that repeat whole sections multiply; name single keys instead',
      },
    )
  }
}
