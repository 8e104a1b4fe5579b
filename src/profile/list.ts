import { extname } from 'node:path'
import { CONFIG_EXTENSIONS } from '../config/extension.js'
import { listEntries } from '../disk/directory.js'
import { statIfThere } from '../disk/read.js'
import { RundirError } from '../error/rundir-error.js'
import { isRelPath } from '../value/rel-path.js'
import { BUILT_IN_ALIASES, parseProfileName, purposeRank } from './purpose.js'

/** What the workspace file says of one profile, in its section `profiles`; all of it may be left out. */
export interface ProfileSettings {
  readonly description?: string
  readonly notes?: string
  readonly purpose?: string
  readonly phase?: string
  /** Relative to the workspace, with `/`. */
  readonly path?: string
  /** The profile that this one builds on. */
  readonly extends?: string
}

/** Where the profiles of a workspace come from. */
export interface ProfileSource {
  /** Absolute path of the workspace. */
  readonly root: string
  /** Searched for `{purpose}-{phase}` files, relative to the root: `configs`. */
  readonly folder: string
  readonly declared: Readonly<Record<string, ProfileSettings>>
}

/** A name for a configuration; plain JSON, null where nothing is known. */
export interface Profile {
  readonly name: string
  /** Null: fits every phase. */
  readonly phase: string | null
  readonly purpose: string | null
  readonly description: string | null
  readonly notes: string | null
  /** Relative to the workspace; null for a profile that only extends another. */
  readonly path: string | null
  /** False when the file of the profile is missing. */
  readonly exists: boolean
  readonly aliases: readonly string[]
  /** As the workspace file declares it; the file of the profile may name one too. */
  readonly extends: string | null
}

/**
 * All profiles: the files of the convention and those that the workspace declares, by purpose, then by name.
 * With `phase`, those of that phase. Throws PATH_ESCAPES for a declared path that leads out of the workspace.
 */
export function listProfiles(source: ProfileSource, phase?: string): Profile[] {
  const found = conventionalFiles(source)
  const names = new Set([...found.keys(), ...Object.keys(source.declared)])
  const aliases = new Map<string, string[]>()
  for (const [alias, name] of Object.entries(BUILT_IN_ALIASES)) {
    if (names.has(name) && !names.has(alias)) aliases.set(name, [alias])
  }
  return [...names]
    .map((name) => makeProfile(source, name, found.get(name) ?? [], aliases.get(name) ?? []))
    .filter((profile) => phase === undefined || profile.phase === phase || profile.phase === null)
    .sort((a, b) => order(a, b))
}

function order(a: Profile, b: Profile): number {
  const [left, right] = [purposeRank(a.purpose), purposeRank(b.purpose)]
  if (left !== right) return left < right ? -1 : 1
  return a.name < b.name ? -1 : 1
}

function makeProfile(
  source: ProfileSource,
  name: string,
  found: readonly string[],
  aliases: readonly string[],
): Profile {
  const settings = Object.hasOwn(source.declared, name) ? source.declared[name] : undefined
  const convention = parseProfileName(name)
  const base = settings?.extends ?? null
  const path = settings?.path ?? found[0] ?? (base === null ? `${source.folder}/${name}.json` : null)
  if (path !== null && !isRelPath(path)) {
    throw new RundirError(
      'PATH_ESCAPES',
      `the profile "${name}" has the path "${path}", which leads out of the workspace`,
      {
        hint: `give a path relative to the workspace, such as ${source.folder}/${name}.json`,
      },
    )
  }
  return {
    name,
    phase: settings?.phase ?? convention?.phase ?? null,
    purpose: settings?.purpose ?? convention?.purpose ?? null,
    description: settings?.description ?? null,
    notes: settings?.notes ?? null,
    path,
    exists: path === null || statIfThere(`${source.root}/${path}`)?.kind === 'file',
    aliases,
    extends: base,
  }
}

/** Paths of the files of each conventional name; more than one when they differ in their extension only. */
function conventionalFiles(source: ProfileSource): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const byPreference = listEntries(`${source.root}/${source.folder}`)
    .filter((entry) => entry.kind !== 'directory' && CONFIG_EXTENSIONS.includes(extname(entry.name)))
    .sort((a, b) => CONFIG_EXTENSIONS.indexOf(extname(a.name)) - CONFIG_EXTENSIONS.indexOf(extname(b.name)))
  for (const { name: file } of byPreference) {
    const name = file.slice(0, -extname(file).length)
    const isNamed = parseProfileName(name) !== undefined || Object.hasOwn(source.declared, name)
    if (isNamed) found.set(name, [...(found.get(name) ?? []), `${source.folder}/${file}`])
  }
  return found
}
