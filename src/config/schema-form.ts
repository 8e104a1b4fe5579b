import { type KeyPath, printKeyPath } from './key-path.js'

/** Keywords that say nothing unless the value has one type, so that a schema that forgets the type checks nothing. */
const TYPED =
  /^(?:properties|required|additionalProperties|patternProperties|propertyNames|(?:min|max)Properties|items|prefixItems|contains|(?:min|max)Items|uniqueItems|minimum|maximum|exclusive(?:Minimum|Maximum)|multipleOf|(?:min|max)Length|pattern|format)$/
const CHOOSING = ['type', '$ref', 'enum', 'const']
/** Keywords whose value is a mapping of names to schemas, a list of schemas, or a schema. */
const NAMED = ['properties', 'patternProperties', '$defs', 'definitions']
const LISTED = ['anyOf', 'oneOf', 'allOf', 'prefixItems']
const SINGLE = ['items', 'additionalProperties', 'propertyNames', 'contains']

/** Where a JSON Schema has such a keyword without a type: `properties.lr: minimum`. Undefined when nowhere. */
export function findUntyped(schema: unknown, path: KeyPath = []): string | undefined {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return undefined
  const keyword = Object.keys(schema).find((key) => TYPED.test(key))
  const isChosen = CHOOSING.some((key) => Object.hasOwn(schema, key))
  if (keyword !== undefined && !isChosen) return `${printKeyPath(path) || 'the top'}: ${keyword}`
  for (const [below, at] of schemasIn(schema, path)) {
    const found = findUntyped(below, at)
    if (found !== undefined) return found
  }
  return undefined
}

function* schemasIn(schema: object, path: KeyPath): Generator<readonly [unknown, KeyPath]> {
  for (const [key, value] of Object.entries(schema)) {
    const here = [...path, key]
    if (SINGLE.includes(key)) yield [value, here]
    const isMany = (NAMED.includes(key) || LISTED.includes(key)) && typeof value === 'object' && value !== null
    if (isMany) for (const [name, below] of Object.entries(value)) yield [below, [...here, name]]
  }
}
