import { RundirError } from '../error/rundir-error.js'
import { checkPathPart, isPathPart } from '../run/path-part.js'
import { isShortGitHash, parseTurn } from '../run/stamp.js'
import { parseRelPath } from '../value/rel-path.js'

export const MODELS = 'models'
export const ALIASES = 'aliases'

/** Where the weights come from: brought by a person, or promoted from a run. */
export const MODEL_KINDS = ['pretrained', 'trained'] as const
export type ModelKind = (typeof MODEL_KINDS)[number]

/** A model as people name it, `<skill path>/<model>`: path parts, none of which stands for something else in `models/`. */
export type ModelName = string & { readonly __modelName: unique symbol }

/** Parts of a model's name, at most. */
export const MOST_PARTS = 8
const RESERVED: ReadonlySet<string> = new Set([...MODEL_KINDS, ALIASES])
const ALIAS = /^[a-z][a-z0-9_-]{0,63}$/
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/

/** Throws PATH_ESCAPES, NAME_INVALID or NAME_TOO_LONG unless `text` names a model and nothing else. */
export function parseModelName(text: string): ModelName {
  const parts = parseRelPath(text).split('/')
  for (const part of parts) {
    checkPathPart('model name part', part)
    if (!RESERVED.has(part.toLowerCase())) continue
    throw new RundirError('NAME_INVALID', `no part of a model name can be "${part}"`, {
      hint: 'name the model as <skill path>/<model>, such as perception/segmentation/dinov3',
    })
  }
  if (parts.length <= MOST_PARTS) return parts.join('/') as ModelName
  throw new RundirError('NAME_TOO_LONG', `${text} has ${parts.length} parts, ${MOST_PARTS} are allowed`)
}

/** Whether a folder below `models/` can be part of a model's name. */
export function isModelNamePart(name: string): boolean {
  return isPathPart(name) && !RESERVED.has(name.toLowerCase())
}

/** `perception/segmentation/dinov3` → its skill and the name of the model itself; a model without a skill has `""`. */
export function splitModelName(model: ModelName): { readonly skill: string; readonly name: string } {
  const at = model.lastIndexOf('/')
  return { skill: at < 0 ? '' : model.slice(0, at), name: model.slice(at + 1) }
}

/** Throws NAME_INVALID or NAME_TOO_LONG. */
export function parseVariant(text: string): string {
  return checkPathPart('variant', text)
}

/** The name of a version: `<YYYY-MM-DD>_<git hash>`, and `_2` from the second one on. */
export function isVersion(text: string): boolean {
  return parseTurn(text, isVersionBase) !== undefined
}

function isVersionBase(text: string): boolean {
  return DATE.test(text.slice(0, 10)) && text[10] === '_' && isShortGitHash(text.slice(11))
}

/** Whether a text can be an alias; `latest` would say what no alias says. */
export function isAlias(text: string): boolean {
  return ALIAS.test(text) && text !== 'latest'
}

/** Throws NAME_INVALID. */
export function parseAlias(text: string): string {
  if (isAlias(text)) return text
  throw new RundirError('NAME_INVALID', `${JSON.stringify(text)} cannot be an alias`, {
    hint: 'use a-z, 0-9, "_" and "-", beginning with a letter; latest is none: without an alias the newest version is meant',
  })
}
