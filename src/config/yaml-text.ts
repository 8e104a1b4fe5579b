import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, parseDocument } from 'yaml'
import type { RundirError } from '../error/rundir-error.js'
import {
  depthError,
  forbiddenKeyError,
  losesDigits,
  numberError,
  placeAt,
  placedError,
  syntaxError,
  type TextPlace,
} from './syntax-error.js'
import { type ConfigTree, type ConfigValue, copyTree, isForbiddenKey, isTree, LIMITS, makeTree } from './tree.js'
import { checkYamlDepth } from './yaml-depth.js'

/**
 * Parses one YAML 1.2 document (core schema, plus `<<` merge keys): `no`, `1:30` and `1_000` are text, `012` is 12.
 * Throws CONFIG_SYNTAX (also for duplicate keys, unknown tags, a second document and numbers out of range),
 * CONFIG_LIMIT and CONFIG_KEY.
 */
export function parseYaml(text: string, path: string): ConfigTree {
  checkYamlDepth(text, path)
  // Duplicate keys are found while reading: the parser's own check takes quadratic time.
  const document = parseDocument(text, { version: '1.2', uniqueKeys: false, prettyErrors: false })
  const [problem] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])
  if (problem !== undefined) {
    throw syntaxError(path, placeAt(text, problem.pos[0]), firstLine(problem.message), problem)
  }
  return copyTree(new Reader(text, path, document).read(document.contents, 0), path)
}

class Reader {
  readonly #text: string
  readonly #path: string
  readonly #document: Document.Parsed
  #aliasCount = 0

  constructor(text: string, path: string, document: Document.Parsed) {
    this.#text = text
    this.#path = path
    this.#document = document
  }

  read(node: ParsedNode | null, depth: number): ConfigValue {
    if (node === null) return null
    if (depth > LIMITS.depth) throw depthError(this.#path, this.#placeOf(node))
    if (isAlias(node)) return this.#readAlias(node, depth)
    if (isSeq(node)) return (node.items as ParsedNode[]).map((item) => this.read(item, depth + 1))
    if (isMap(node)) return this.#readMap(node.items as Pair<ParsedNode, ParsedNode | null>[], depth)
    return this.#readScalar(node)
  }

  #readAlias(node: ParsedNode, depth: number): ConfigValue {
    if (++this.#aliasCount > LIMITS.aliasCount) {
      throw placedError('CONFIG_LIMIT', this.#path, this.#placeOf(node), `more than ${LIMITS.aliasCount} aliases`, {
        hint: 'write the values out, or use ${other.key}',
      })
    }
    const target = isAlias(node) ? node.resolve(this.#document) : undefined
    if (target === undefined) throw this.#error(node, 'an alias names an anchor that does not exist')
    return this.read(target as ParsedNode, depth)
  }

  #readMap(pairs: readonly Pair<ParsedNode, ParsedNode | null>[], depth: number): ConfigTree {
    const own = makeTree()
    const merged: ConfigTree[] = []
    for (const { key, value } of pairs) {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN')
        merged.push(...this.#readMerge(key, value, depth))
      else {
        const name = this.#readKey(key)
        if (Object.hasOwn(own, name)) throw this.#error(key, `the key "${name}" appears twice in one mapping`)
        own[name] = this.read(value, depth + 1)
      }
    }
    if (merged.length === 0) return own
    // A key of the mapping itself wins over a merged one, and an earlier merged mapping over a later one.
    return Object.assign(makeTree(), ...merged.reverse(), own)
  }

  #readMerge(key: ParsedNode, node: ParsedNode | null, depth: number): ConfigTree[] {
    const value = this.read(node, depth + 1)
    const sources = Array.isArray(value) ? (value as readonly ConfigValue[]) : [value]
    return sources.map((source) => {
      if (isTree(source)) return source
      throw this.#error(key, '<< merges mappings, and this is none')
    })
  }

  #readKey(node: ParsedNode): string {
    if (!isScalar(node)) throw this.#error(node, 'a key must be plain text')
    const name = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
    if (isForbiddenKey(name)) throw forbiddenKeyError(this.#path, this.#placeOf(node), name)
    return name
  }

  #readScalar(node: ParsedNode): ConfigValue {
    const value: unknown = isScalar(node) ? node.value : undefined
    if (typeof value === 'number') {
      const source = isScalar(node) ? (node.source ?? '') : ''
      if (losesDigits(source, value)) throw numberError(this.#path, this.#placeOf(node), source)
      return value
    }
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
    throw this.#error(node, 'a value of this type cannot be used in a configuration')
  }

  #error(node: ParsedNode, what: string): RundirError {
    return syntaxError(this.#path, this.#placeOf(node), what)
  }

  #placeOf(node: ParsedNode): TextPlace {
    return placeAt(this.#text, node.range[0])
  }
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
}
