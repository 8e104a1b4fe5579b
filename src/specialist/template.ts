import { listEntries } from '../disk/directory.js'
import { statIfThere } from '../disk/read.js'
import { RundirError } from '../error/rundir-error.js'
import { checkPathPart, isPathPart } from '../run/path-part.js'
import { didYouMean } from '../value/nearest.js'
import { stripOrganisation, TEMPLATE_EXTENSIONS, templateFile, templateNameIn } from './specialist-name.js'

export const TEMPLATES = 'templates'

/** A template on disk. */
export interface Template {
  /** Without `@org/`. */
  readonly name: string
  /** Relative to the workspace, with `/`. */
  readonly path: string
}

/** The templates of a workspace, by name; of one name in several formats the first of `.json5`, `.jsonc`, `.json`. */
export function listTemplates(root: string): Template[] {
  const files = listEntries(`${root}/${TEMPLATES}`)
    .filter((entry) => entry.kind !== 'directory')
    .map((entry) => templateNameIn(entry.name))
  const names = new Set(files.filter((name) => name !== undefined && isPathPart(name)) as string[])
  return [...names].sort().flatMap((name) => findTemplate(root, name) ?? [])
}

/** The template of that name; undefined when there is none. */
export function findTemplate(root: string, name: string): Template | undefined {
  const paths = TEMPLATE_EXTENSIONS.map((extension) => `${TEMPLATES}/${templateFile(name, extension)}`)
  const path = paths.find((each) => statIfThere(`${root}/${each}`)?.kind === 'file')
  return path === undefined ? undefined : { name, path }
}

/**
 * The template that a person means by `text`, which may begin with `@org/` (spec 1.12, seed 001).
 * Throws NAME_INVALID, and TEMPLATE_UNKNOWN with the path that was looked for and the nearest names.
 */
export function getTemplate(root: string, text: string): Template {
  const name = parseSpecialistName(text)
  const template = findTemplate(root, name)
  if (template !== undefined) return template
  const [first, ...others] = TEMPLATE_EXTENSIONS
  const known = listTemplates(root).map((each) => each.name)
  const looked = `looked for ${TEMPLATES}/${templateFile(name, first)} (and ${others.join(', ')})`
  throw new RundirError('TEMPLATE_UNKNOWN', `there is no template ${name}: ${looked}`, {
    hint: didYouMean(name, known) ?? listed(known),
  })
}

/** The name without `@org/`. Throws NAME_INVALID unless it can be part of a path. */
export function parseSpecialistName(text: string): string {
  return checkPathPart('template name', stripOrganisation(text))
}

/** Throws NAME_INVALID unless the version of a template can be the name of a folder. */
export function parseTemplateVersion(text: string): string {
  return checkPathPart('version', text)
}

function listed(known: readonly string[]): string {
  return known.length === 0 ? `there is none in ${TEMPLATES}/ yet` : 'rundir templates list lists them'
}
