import { RundirError } from '../error/rundir-error.js'
import { didYouMean } from '../value/nearest.js'
import { isPathPart } from './path-part.js'

/** `{project}/{date-sequence}`: exactly one `/` (spec 1.10, seed 003). */
export type SpecimenSlug = string & { readonly __specimenSlug: unique symbol }
/** `train`, `valid`, `all`, or a name that a workspace adds (spec 1.10). */
export type Split = string & { readonly __split: unique symbol }

/** The splits that every workspace has. */
const BUILTIN_SPLITS = ['train', 'valid', 'all'] as const

const SEGMENT = /^[A-Za-z0-9._-]+$/
const isSegment = (text: string): boolean => SEGMENT.test(text) && text !== '.' && text !== '..'

/** Throws NAME_INVALID; for a flat slug the hint proposes `misc/<slug>`. */
export function parseSpecimenSlug(text: string): SpecimenSlug {
  const parts = text.split('/')
  if (parts.length === 2 && parts.every(isSegment)) return text as SpecimenSlug
  const flat = parts.length === 1 && isSegment(text)
  throw new RundirError('NAME_INVALID', `specimen ${JSON.stringify(text)} is not {project}/{date-sequence}`, {
    hint: flat ? `use misc/${text}` : 'two names with one / between, of letters, digits, ".", "_" and "-"',
  })
}

/** The slug under which a flat specimen is filed; one that has its slash stays as it is. Throws NAME_INVALID. */
export function fileSpecimenSlug(text: string): SpecimenSlug {
  return parseSpecimenSlug(text.includes('/') ? text : `misc/${text}`)
}

/** The splits of a workspace that adds some. */
export function knownSplits(added: readonly string[]): string[] {
  return [...new Set([...BUILTIN_SPLITS, ...added])]
}

/** Throws NAME_INVALID, with the nearest names or else all of them, unless `text` is a built-in split or one of `added`. */
export function parseSplit(text: string, added: readonly string[]): Split {
  const known = knownSplits(added)
  if (known.includes(text) && isPathPart(text)) return text as Split
  throw new RundirError('NAME_INVALID', `${JSON.stringify(text)} is not a split of this workspace`, {
    hint: didYouMean(text, known) ?? `use ${known.join(', ')}, or add it to splits: in the workspace file`,
  })
}

/** `specimen-<project>__<date-sequence>`: one path part, told apart from other scopes by its first word. */
export function specimenScopeId(specimen: SpecimenSlug): string {
  return `specimen-${specimen.replace('/', '__')}`
}
