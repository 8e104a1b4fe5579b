import { listEntries, makeDirectories } from '../disk/directory.js'
import { readTextIfThere } from '../disk/read.js'
import { removeFile } from '../disk/remove.js'
import { replaceFile } from '../disk/write.js'
import { isRundirError } from '../error/rundir-error.js'
import { isJsonObject, parseJson, printJsonFile } from '../value/json.js'
import { isRelPath } from '../value/rel-path.js'
import { checkWay } from './create-model.js'
import type { ModelFolder } from './find-model.js'
import { ALIASES, isAlias, MODELS, type ModelName } from './model-name.js'

const ENDING = '.json'
const ALIAS_VERSION = 1

/** A name that leads to one version of a model and can be moved to another. */
export interface Alias {
  readonly name: string
  /** `<kind>/<variant>[/<version>]`; undefined when the file does not say. */
  readonly target: string | undefined
  /** Relative to the workspace. */
  readonly path: string
}

/** What an alias says of a model: its path below the model's own folder. */
export function targetOf({ model, path }: ModelFolder): string {
  return path.slice(`${MODELS}/${model}/`.length)
}

/** The aliases of a model by name; files with other names are not ours. */
export function listAliases(root: string, model: ModelName): Alias[] {
  const folder = `${MODELS}/${model}/${ALIASES}`
  return listEntries(`${root}/${folder}`)
    .filter(({ kind, name }) => kind === 'file' && name.endsWith(ENDING) && isAlias(name.slice(0, -ENDING.length)))
    .map(({ name }) => readAlias(root, folder, name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Makes or moves an alias atomically and durably: whoever reads it finds the old version or the new one. Throws DISK_*. */
export function moveAlias(
  root: string,
  { model, name }: { readonly model: ModelName; readonly name: string },
  target: string,
  moved: { readonly at: string; readonly by: string },
): void {
  const folder = `${MODELS}/${model}/${ALIASES}`
  checkWay(root, folder)
  makeDirectories(`${root}/${folder}`, 'durable')
  const content = { schema_version: ALIAS_VERSION, target, moved_at: moved.at, moved_by: moved.by }
  replaceFile(`${root}/${folder}/${name}${ENDING}`, printJsonFile(content), 'durable')
}

/** Removes an alias; the models stay. Throws DISK_*. */
export function removeAlias(root: string, alias: Alias): void {
  removeFile(`${root}/${alias.path}`)
}

function readAlias(root: string, folder: string, file: string): Alias {
  const target = readTarget(`${root}/${folder}/${file}`)
  return { name: file.slice(0, -ENDING.length), target, path: `${folder}/${file}` }
}

/** A file that cannot be read leads nowhere, as one that says nothing. */
function readTarget(path: string): string | undefined {
  try {
    const value = parseJson(readTextIfThere(path) ?? '')
    const target = isJsonObject(value) ? value['target'] : undefined
    return typeof target === 'string' && isRelPath(target) ? target : undefined
  } catch (error) {
    if (!isRundirError(error)) throw error
    return undefined
  }
}
