import { z } from 'zod'
import { isRundirError } from '../error/rundir-error.js'
import { checkPathPart } from '../run/path-part.js'
import { parseReference } from '../run/reference.js'
import { parseSpecimenSlug, type Split } from '../run/specimen.js'

/** What a parser says against a text; undefined when it takes it. */
function refusal(parse: (text: string) => unknown, value: unknown): string | undefined {
  if (typeof value !== 'string') return `expected text, not ${value === null ? 'null' : typeof value}`
  try {
    parse(value)
    return undefined
  } catch (error) {
    if (!isRundirError(error)) throw error
    return error.hint === undefined ? error.message : `${error.message} (${error.hint})`
  }
}

/** A schema whose values have a type of their own, which nothing but the parser gives. */
function branded<Text extends string>(parse: (text: string) => Text) {
  return z.custom<Text>((value) => refusal(parse, value) === undefined, {
    error: ({ input }) => refusal(parse, input) ?? 'cannot be used',
  })
}

/** A reference to a run, in inputs and outputs (spec 1.10): never a text that could be any path. */
export const runReference = branded(parseReference)

/** `{project}/{date-sequence}`; a flat slug is refused with a proposal (spec 1.10). */
export const specimenSlug = branded(parseSpecimenSlug)

/** The name of a split, as far as its grammar goes; which splits there are is checked where one is chosen. */
export const splitName = branded((text) => checkPathPart('split', text) as Split)
