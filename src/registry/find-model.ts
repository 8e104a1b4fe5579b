import { type Entry, listEntries } from '../disk/directory.js'
import { isRundirError } from '../error/rundir-error.js'
import { isPathPart } from '../run/path-part.js'
import {
  ALIASES,
  isModelNamePart,
  isVersion,
  MODEL_KINDS,
  MODELS,
  MOST_PARTS,
  type ModelKind,
  type ModelName,
} from './model-name.js'

/** A folder that holds a model, or would. */
export interface ModelFolder {
  readonly model: ModelName
  readonly kind: ModelKind
  readonly variant: string
  /** Null where the files stand in the folder of the variant itself. */
  readonly version: string | null
  /** Relative to the workspace, with `/`. */
  readonly path: string
}

/** All that stands in `models/`. */
export interface ModelTree {
  /** Folders with a `manifest.json`, by path. */
  readonly folders: readonly ModelFolder[]
  /** Models with a folder of aliases. */
  readonly aliased: readonly ModelName[]
  /** Folders into which rundir writes, relative to the workspace. */
  readonly written: readonly string[]
}

export const MODEL_MANIFEST = 'manifest.json'

/**
 * Walks `models/`, which may itself be a link to another disk. Links below it are not followed, folders with other names are not ours,
 * and a folder that may not be listed hides no other.
 */
export function findModels(root: string): ModelTree {
  const tree = { folders: [] as ModelFolder[], aliased: [] as ModelName[], written: [] as string[] }
  visit(root, [], tree)
  tree.folders.sort((a, b) => (a.path < b.path ? -1 : 1))
  return tree
}

interface GrowingTree {
  readonly folders: ModelFolder[]
  readonly aliased: ModelName[]
  readonly written: string[]
}

function visit(root: string, parts: readonly string[], tree: GrowingTree): void {
  const model = parts.join('/') as ModelName
  const place = [MODELS, ...parts].join('/')
  for (const name of foldersIn(root, place)) {
    const kind = MODEL_KINDS.find((each) => each === name)
    if (parts.length > 0 && kind !== undefined) visitKind(root, { model, kind }, tree)
    else if (parts.length > 0 && name === ALIASES) {
      tree.aliased.push(model)
      tree.written.push(`${place}/${ALIASES}`)
    } else if (isModelNamePart(name) && parts.length < MOST_PARTS) visit(root, [...parts, name], tree)
  }
}

function visitKind(root: string, { model, kind }: Pick<ModelFolder, 'model' | 'kind'>, tree: GrowingTree): void {
  const place = `${MODELS}/${model}/${kind}`
  for (const variant of foldersIn(root, place).filter(isPathPart)) {
    const path = `${place}/${variant}`
    tree.written.push(path)
    const hold = (version: string | null, folder: string): void => {
      if (holdsManifest(root, folder)) tree.folders.push({ model, kind, variant, version, path: folder })
    }
    hold(null, path)
    for (const version of foldersIn(root, path).filter(isVersion)) hold(version, `${path}/${version}`)
  }
}

/** A link or a folder of that name counts too: reading it says what is wrong. */
function holdsManifest(root: string, folder: string): boolean {
  return entriesIn(root, folder).some((entry) => entry.name === MODEL_MANIFEST)
}

function foldersIn(root: string, folder: string): string[] {
  return entriesIn(root, folder)
    .filter((entry) => entry.kind === 'directory')
    .map((entry) => entry.name)
}

function entriesIn(root: string, folder: string): Entry[] {
  try {
    return listEntries(`${root}/${folder}`)
  } catch (error) {
    if (!isRundirError(error)) throw error
    return []
  }
}
