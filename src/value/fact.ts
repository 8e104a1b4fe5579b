import { isJsonObject, type Json, printCanonicalJson, printNumber } from './json.js'

/** What is known of a thing: a value for each key, and nothing where nothing is known. */
export type Facts = ReadonlyMap<string, Json>

/** One key in which two sets of facts differ. */
export type FactDifference =
  | { readonly kind: 'added'; readonly key: string; readonly after: Json }
  | { readonly kind: 'removed'; readonly key: string; readonly before: Json }
  | { readonly kind: 'changed'; readonly key: string; readonly before: Json; readonly after: Json }

export interface FactComparison {
  /** How many keys both have with the same value. */
  readonly equal: number
  /** In the order of the keys of the first, then of the second. */
  readonly differences: readonly FactDifference[]
}

/** Compares key by key; lists are compared as a whole. */
export function compareFacts(before: Facts, after: Facts): FactComparison {
  const differences: FactDifference[] = []
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [left, right] = [before.get(key), after.get(key)]
    if (left === undefined && right !== undefined) differences.push({ kind: 'added', key, after: right })
    else if (left !== undefined && right === undefined) differences.push({ kind: 'removed', key, before: left })
    else if (left !== undefined && right !== undefined && printCanonicalJson(left) !== printCanonicalJson(right)) {
      differences.push({ kind: 'changed', key, before: left, after: right })
    }
  }
  return { equal: new Set([...before.keys(), ...after.keys()]).size - differences.length, differences }
}

/** Facts of nested values: `{a: {b: 1}, c: [2]}` is `a.b` and `c`. A dot inside a key is written `\.`; NaN and infinities are texts. */
export function flattenFacts(value: Json): Facts {
  const facts = new Map<string, Json>()
  const visit = (here: Json, path: string): void => {
    if (isJsonObject(here) && (path === '' || Object.keys(here).length > 0)) {
      for (const [key, item] of Object.entries(here)) {
        const part = key.replace(/[\\.[\]]/g, '\\$&')
        visit(item, path === '' ? part : `${path}.${part}`)
      }
    } else facts.set(path, finite(here))
  }
  visit(value, '')
  return facts
}

function finite(value: Json): Json {
  if (typeof value === 'number') return printNumber(value)
  return Array.isArray(value) ? value.map(finite) : value
}
