import type { KeyPath } from './key-path.js'
import { type ConfigValue, isList, makeTree } from './tree.js'

/** One change of a document: `put` adds or replaces, `insert` makes room in a list. The parent of `path` exists. */
export type Edit =
  | { readonly kind: 'put' | 'insert'; readonly path: KeyPath; readonly value: ConfigValue }
  | { readonly kind: 'remove'; readonly path: KeyPath }

/** The document after a change; the given one stays as it is. */
export function applyEdit(target: ConfigValue, edit: Edit): ConfigValue {
  const [key, ...rest] = edit.path
  if (key === undefined) return edit.kind === 'remove' ? target : edit.value
  const isLast = rest.length === 0
  if (isList(target)) {
    const items = [...target]
    const at = Number(key)
    if (!isLast) items[at] = applyEdit(items[at] ?? null, { ...edit, path: rest })
    else if (edit.kind === 'remove') items.splice(at, 1)
    else items.splice(at, edit.kind === 'insert' ? 0 : 1, edit.value)
    return items
  }
  const changed = Object.assign(makeTree(), target)
  if (!isLast) changed[key] = applyEdit(changed[key] ?? null, { ...edit, path: rest })
  else if (edit.kind === 'remove') delete changed[key]
  else changed[key] = edit.value
  return changed
}
