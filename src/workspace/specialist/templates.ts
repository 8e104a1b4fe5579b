import { parseConfig } from '../../config/read.js'
import type { ConfigTree } from '../../config/tree.js'
import { readText } from '../../disk/read.js'
import { isRundirError, RundirError } from '../../error/rundir-error.js'
import { latestEnriched } from '../../specialist/enriched.js'
import { specialistNameForListing } from '../../specialist/specialist-name.js'
import { getTemplate, listTemplates, parseTemplateVersion, type Template } from '../../specialist/template.js'
import type { Workspace } from '../open.js'

/** A template in a list; keys as `templates list --json` prints them. */
export interface TemplateRow {
  /** What the other commands take. */
  readonly name: string
  /** What people call it (spec 1.12). */
  readonly specialist: string
  /** Relative to the workspace. */
  readonly path: string
  readonly version: string | null
  /** Of the latest enriched template of that version; null when there is none. */
  readonly number: number | null
  readonly enriched_path: string | null
  /** Why it cannot be read; null for a healthy one. */
  readonly problem: string | null
}

/** A template as a specialist is loaded from it. */
export interface LoadedTemplate {
  readonly name: string
  readonly version: string | null
  /** Relative to the workspace: the latest enriched template, else the template itself. */
  readonly path: string
  readonly number: number | null
  readonly template: ConfigTree
  readonly text: string
}

/** All templates of the workspace, by name; one that does not parse is told as such. */
export function templateRows(workspace: Workspace): TemplateRow[] {
  return listTemplates(workspace.root).map(({ name, path }) => {
    const file = path.slice(path.lastIndexOf('/') + 1)
    try {
      const { template, version } = readTemplate(workspace, { name, path })
      const latest = version === null ? undefined : latestEnriched(workspace.root, name, version)
      const specialist = specialistNameForListing(file, { name: textOf(template, 'name') })
      return { name, specialist, path, version, ...enrichedKeys(latest), problem: null }
    } catch (error) {
      if (!isRundirError(error)) throw error
      const specialist = specialistNameForListing(file)
      return { name, specialist, path, version: null, ...enrichedKeys(undefined), problem: error.message }
    }
  })
}

/**
 * The template that a specialist is loaded from: the latest enriched one of the version, else the base (spec 1.12).
 * The version is the template's own unless one is given. Throws TEMPLATE_UNKNOWN, NAME_INVALID, CONFIG_SYNTAX.
 */
export function loadTemplate(workspace: Workspace, text: string, wanted: string | undefined): LoadedTemplate {
  const base = getTemplate(workspace.root, text)
  const own = readTemplate(workspace, base)
  const version = wanted === undefined ? own.version : parseTemplateVersion(wanted)
  const latest = version === null ? undefined : latestEnriched(workspace.root, base.name, version)
  const name = base.name
  if (latest === undefined) return { ...own, name, version, path: base.path, number: null }
  return { ...readTemplate(workspace, { name, path: latest.path }), name, version, ...latest }
}

/** The latest enriched template. Throws TEMPLATE_UNKNOWN when nothing was enriched yet, and as `loadTemplate`. */
export function latestTemplate(
  workspace: Workspace,
  text: string,
  wanted: string | undefined,
): { readonly path: string; readonly number: number } {
  const base = getTemplate(workspace.root, text)
  const version = versionOf(workspace, base, wanted)
  const latest = latestEnriched(workspace.root, base.name, version)
  if (latest !== undefined) return { path: latest.path, number: latest.number }
  throw new RundirError('TEMPLATE_UNKNOWN', `template ${base.name} has no enriched template of version ${version}`, {
    hint: `make one: rundir templates enrich ${base.name} -- COMMAND`,
  })
}

/** The version that enrichments of a template are filed under. Throws VALUE_INVALID when none is given anywhere. */
export function versionOf(workspace: Workspace, template: Template, wanted: string | undefined): string {
  const version = wanted === undefined ? readTemplate(workspace, template).version : parseTemplateVersion(wanted)
  if (version !== null) return version
  throw new RundirError('VALUE_INVALID', `${template.path} has no version`, {
    hint: 'give --version V, or add version: "0.0.1" to the template',
  })
}

function readTemplate(workspace: Workspace, { path }: Template) {
  const text = readText(`${workspace.root}/${path}`)
  const template = parseConfig(text, path)
  const version = textOf(template, 'version')
  return { template, text, version: version === undefined ? null : parseTemplateVersion(version) }
}

function textOf(template: ConfigTree, key: string): string | undefined {
  const value = template[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function enrichedKeys(latest: { readonly path: string; readonly number: number } | undefined) {
  return { number: latest?.number ?? null, enriched_path: latest?.path ?? null }
}
