import { extname, isAbsolute, relative, resolve as resolvePath } from 'node:path'
import type { Layer } from '../config/compose.js'
import { CONFIG_EXTENSIONS } from '../config/extension.js'
import { readConfigFile } from '../config/read.js'
import { type ConfigTree, makeTree } from '../config/tree.js'
import { statIfThere } from '../disk/read.js'
import { isRundirError, RundirError } from '../error/rundir-error.js'
import { findProfile } from './find.js'
import { renamedPath } from './former-name.js'
import type { Profile, ProfileSource } from './list.js'

/**
 * The layers of a profile for `compose`: what it extends first, each named `profile NAME`.
 * Throws as `readConfigFile`; PROFILE_UNKNOWN for a base that does not exist; CONFIG_INVALID for a circle
 * and for two files of one name.
 */
export function profileLayers(source: ProfileSource, profile: Profile): Layer[] {
  return layersOf(source, profile, [])
}

/**
 * The layers of a file given by its path (absolute, or relative to `folder`): the profile that it extends, then itself.
 * Throws FILE_MISSING, which says what a file with an old name is called now (spec 3.6).
 */
export function fileLayers(source: ProfileSource, path: string, folder: string): Layer[] {
  const absolute = resolvePath(folder, path)
  if (statIfThere(absolute)?.kind !== 'file') throw missing(path, folder)
  const { base, tree } = splitExtends(readConfigFile(absolute), path)
  const below = base === undefined ? [] : profileLayers(source, findBase(source, base, path))
  return [...below, { name: `file ${printPath(source, absolute)}`, tree }]
}

function layersOf(source: ProfileSource, profile: Profile, chain: readonly string[]): Layer[] {
  const names = [...chain, profile.name]
  if (chain.includes(profile.name)) {
    throw new RundirError('CONFIG_INVALID', `profiles extend each other in a circle: ${names.join(' → ')}`, {
      hint: `take "extends" out of one of them`,
    })
  }
  const path = profile.path
  if (path !== null && source.declared[profile.name]?.path === undefined) checkTwins(source, profile.name, path)
  const own =
    path === null ? { base: undefined, tree: makeTree() } : splitExtends(readConfigFile(`${source.root}/${path}`), path)
  const base = profile.extends ?? own.base
  const below =
    base === undefined ? [] : layersOf(source, findBase(source, base, `the profile "${profile.name}"`), names)
  return [...below, { name: `profile ${profile.name}`, tree: own.tree }]
}

/** `dev-pretrain.json` beside `dev-pretrain.yaml`: nobody can say which is meant. */
function checkTwins(source: ProfileSource, name: string, path: string): void {
  const stem = path.slice(0, -extname(path).length)
  const twins = CONFIG_EXTENSIONS.map((extension) => stem + extension).filter(
    (file) => statIfThere(`${source.root}/${file}`)?.kind === 'file',
  )
  if (twins.length < 2) return
  throw new RundirError('CONFIG_INVALID', `the profile "${name}" has more than one file: ${twins.join(', ')}`, {
    hint: `keep one of them, or name it in the workspace file: profiles: {${name}: {path: ${path}}}`,
  })
}

function findBase(source: ProfileSource, name: string, where: string): Profile {
  const profile = findExtended(source, name, where)
  if (profile.path !== null || profile.extends !== null) return profile
  throw new RundirError('CONFIG_INVALID', `${where} extends "${name}", which has no settings`, {
    hint: 'give it a path',
  })
}

function findExtended(source: ProfileSource, name: string, where: string): Profile {
  try {
    return findProfile(source, name)
  } catch (error) {
    if (!isRundirError(error)) throw error
    throw new RundirError(error.code, `${where} extends "${name}": ${error.message}`, { hint: error.hint })
  }
}

/** A configuration file may name the profile that it builds on, in its key `extends`; that key is no setting. */
function splitExtends(tree: ConfigTree, where: string): { base: string | undefined; tree: ConfigTree } {
  const { extends: base, ...rest } = tree
  if (base === undefined) return { base, tree }
  if (typeof base === 'string') return { base, tree: Object.assign(makeTree(), rest) }
  throw new RundirError('CONFIG_INVALID', `${where} has a key "extends" that names no profile`, {
    hint: 'write extends: dev-pretrain, or give the setting another name',
  })
}

function missing(path: string, folder: string): RundirError {
  const renamed = renamedPath(path)
  if (renamed === undefined) {
    return new RundirError('FILE_MISSING', `there is no configuration ${path}`, {
      hint: 'check the path, or use --profile; rundir profiles lists them',
    })
  }
  const isThere = statIfThere(resolvePath(folder, renamed.path))?.kind === 'file'
  const became =
    renamed.isRemoved === true ? `was removed, and ${renamed.path} replaces it` : `is called ${renamed.path} now`
  const profile = renamed.now.replace(/\.json$/, '')
  return new RundirError('FILE_MISSING', `there is no configuration ${path}: it ${became}`, {
    hint: isThere
      ? `use --config ${renamed.path}, or --profile ${profile}`
      : `${renamed.path} does not exist either; rundir init --example gpt lays it down`,
  })
}

function printPath(source: ProfileSource, absolute: string): string {
  const path = relative(source.root, absolute)
  return path.startsWith('..') || isAbsolute(path) ? absolute : path.replaceAll('\\', '/')
}
