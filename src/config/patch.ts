import { isDeepStrictEqual } from 'node:util'
import { RundirError } from '../error/rundir-error.js'
import { applyEdit, type Edit } from './edit.js'
import { editOfStep, stepsOf } from './json-patch.js'
import { editJson5 } from './json5-edit.js'
import { parseJson5 } from './json5-text.js'
import { getAt, type KeyPath } from './key-path.js'
import { type ConfigTree, type ConfigValue, isTree, makeTree } from './tree.js'

/** A mapping is a merge patch (RFC 7386), a list the operations of a JSON patch (RFC 6902). */
export type Patch = ConfigTree | readonly ConfigValue[]

/**
 * Applies a patch to a text of JSON5 whose comments and layout stay. `path` names the text in messages.
 * Throws VALUE_INVALID for a patch that is none or does not fit, CONFIG_* for a result that is no configuration.
 */
export function patchJson5(text: string, patch: Patch, path: string): string {
  let patched = text
  let value: ConfigValue = parseJson5(text, path)
  const apply = (edit: Edit): void => {
    patched = editJson5(patched, edit)
    value = applyEdit(value, edit)
  }
  if (isTree(patch)) for (const edit of editsOfMerge(value, patch, [])) apply(edit)
  else {
    for (const [place, operation] of (patch as readonly ConfigValue[]).entries()) {
      for (const step of stepsOf(value, operation, place + 1)) {
        const edit = editOfStep(value, step)
        if (edit !== undefined) apply(edit)
      }
    }
  }
  if (!isTree(value)) throw new RundirError('VALUE_INVALID', `the patch leaves no mapping of ${path}`)
  if (!isDeepStrictEqual(parseJson5(patched, path), value))
    throw new Error(`impossible: ${path} was patched to something else`)
  return patched
}

/** The changes of a merge patch: null removes, a mapping goes into its counterpart, anything else replaces (RFC 7386). */
function* editsOfMerge(target: ConfigTree, patch: ConfigTree, path: KeyPath): Generator<Edit> {
  for (const [key, value] of Object.entries(patch)) {
    const here = [...path, key]
    const current = getAt(target, [key])
    if (value === null) {
      if (current !== undefined) yield { kind: 'remove', path: here }
    } else if (isTree(value) && isTree(current)) yield* editsOfMerge(current, value, here)
    else yield { kind: 'put', path: here, value: withoutNulls(value) }
  }
}

/** What a merge patch makes where there was nothing. */
function withoutNulls(value: ConfigValue): ConfigValue {
  if (!isTree(value)) return value
  const kept = makeTree()
  for (const [key, item] of Object.entries(value)) if (item !== null) kept[key] = withoutNulls(item)
  return kept
}
