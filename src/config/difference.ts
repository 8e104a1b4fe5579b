import { getAt, type KeyPath, printKeyPath } from './key-path.js'
import { printLiteral } from './print-literal.js'
import { type ConfigTree, type ConfigValue, isTree } from './tree.js'

/** One leaf in which two configurations differ. */
export type Difference =
  | { readonly kind: 'added'; readonly key: string; readonly after: ConfigValue }
  | { readonly kind: 'removed'; readonly key: string; readonly before: ConfigValue }
  | { readonly kind: 'changed'; readonly key: string; readonly before: ConfigValue; readonly after: ConfigValue }

/** What leads from `before` to `after`, in the order of the keys; lists are compared as a whole. */
export function diffConfigs(before: ConfigTree, after: ConfigTree): Difference[] {
  return [...differences(before, after, [])]
}

function* differences(before: ConfigTree, after: ConfigTree, path: KeyPath): Generator<Difference> {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const here = [...path, name]
    const [left, right] = [getAt(before, [name]), getAt(after, [name])]
    if (isTree(left) && isTree(right)) yield* differences(left, right, here)
    else if (left === undefined && right !== undefined) yield* leaves('added', right, here)
    else if (right === undefined && left !== undefined) yield* leaves('removed', left, here)
    else if (left !== undefined && right !== undefined && printLiteral(left) !== printLiteral(right)) {
      yield { kind: 'changed', key: printKeyPath(here), before: left, after: right }
    }
  }
}

function* leaves(kind: 'added' | 'removed', value: ConfigValue, path: KeyPath): Generator<Difference> {
  if (isTree(value) && Object.keys(value).length > 0) {
    for (const [name, item] of Object.entries(value)) yield* leaves(kind, item, [...path, name])
  } else {
    const key = printKeyPath(path)
    yield kind === 'added' ? { kind, key, after: value } : { kind, key, before: value }
  }
}
