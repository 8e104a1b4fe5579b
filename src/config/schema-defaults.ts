import { getAt } from './key-path.js'
import { makeOrigin, mergeInto } from './merge.js'
import { type ConfigTree, type ConfigValue, copyValue, isTree, makeTree } from './tree.js'

/**
 * The values that a JSON Schema gives to settings that nobody gives: `default` of properties, also of nested ones and behind a
 * `$ref` into the schema itself. A section that may be absent, and whose defaults alone would not do, gets them only where `given`
 * has it. Throws CONFIG_KEY, CONFIG_LIMIT.
 */
export function schemaDefaults(schema: unknown, given: ConfigTree): ConfigTree {
  return new Defaults(schema).ofSection(mappingOf(schema), given, ['#'])
}

type Mapping = Readonly<Record<string, unknown>>

class Defaults {
  readonly #root: unknown

  constructor(root: unknown) {
    this.#root = root
  }

  /** `references` led here: a section that may hold itself again gets defaults once. */
  ofSection(section: Mapping, given: ConfigValue | undefined, references: readonly string[]): ConfigTree {
    const tree = makeTree()
    for (const [key, property] of Object.entries(mappingOf(section['properties']))) {
      const there = given === undefined ? undefined : getAt(given, [key])
      const { target, followed } = this.#follow(mappingOf(property), references)
      const value = this.#ofProperty(mappingOf(property), target, there, followed)
      if (value === undefined) continue
      const mayLack = isTree(value) && there === undefined && !requiredOf(section).includes(key)
      if (!mayLack || requiredOf(target).every((name) => Object.hasOwn(value, name))) tree[key] = value
    }
    return tree
  }

  #ofProperty(
    property: Mapping,
    target: Mapping,
    given: ConfigValue | undefined,
    references: readonly string[],
  ): ConfigValue | undefined {
    const own = [property, target].find((one) => Object.hasOwn(one, 'default'))?.['default']
    const written = own === undefined ? undefined : copyValue(own, 'the default of a schema')
    if (written !== undefined && !isTree(written) && !isTree(given)) return written
    const below = this.ofSection(target, given ?? written, references)
    if (given === undefined && isTree(written)) mergeInto(below, makeOrigin(''), written, 'the default of a schema')
    return Object.keys(below).length === 0 && !isTree(written) ? undefined : below
  }

  /** What a `$ref` means; pydantic wraps one into `allOf` to put a default beside it. */
  #follow(property: Mapping, references: readonly string[]): { target: Mapping; followed: readonly string[] } {
    const { $ref: reference, allOf } = property
    if (typeof reference === 'string' && reference.startsWith('#')) {
      if (references.includes(reference)) return { target: {}, followed: references }
      return this.#follow(mappingOf(this.#lookUp(reference)), [...references, reference])
    }
    if (Array.isArray(allOf) && allOf.length === 1) return this.#follow(mappingOf(allOf[0]), references)
    return { target: property, followed: references }
  }

  #lookUp(reference: string): unknown {
    const path = reference.split('/').slice(1).map(unescapePointer)
    return path.reduce<unknown>((value, part) => mappingOf(value)[part], this.#root)
  }
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

function requiredOf({ required }: Mapping): readonly string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []
}

function mappingOf(value: unknown): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {}
}
