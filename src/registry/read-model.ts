import { listEntries } from '../disk/directory.js'
import { readText, statIfThere } from '../disk/read.js'
import { isRundirError, RundirError } from '../error/rundir-error.js'
import { isJsonObject, parseJson } from '../value/json.js'
import { isRelPath } from '../value/rel-path.js'
import { findModels, MODEL_MANIFEST, type ModelFolder } from './find-model.js'
import { MODEL_MANIFEST_VERSION, type ModelManifest, modelManifestSchema } from './model-manifest-schema.js'

/** A model on disk. */
export interface Model {
  readonly folder: ModelFolder
  readonly manifest: ModelManifest
  /** Of the folder; a regular file. */
  readonly weights: string
  readonly sizeBytes: number
}

/** A model whose files cannot be read: a value, so that one bad model never hides the others. */
export class DamagedModel {
  readonly folder: ModelFolder
  readonly why: string

  constructor(folder: ModelFolder, why: string) {
    this.folder = folder
    this.why = why
  }
}

const LIMIT_BYTES = 16 * 1024 * 1024
/** What may stand beside the weights of a model whose manifest does not name them. */
const COMPANION = /^(?:manifest\.json|metrics\.(?:json|npz)|config_resolved\.yaml|(?:readme|license)(?:\..*)?)$/i

/** All models of a workspace, by path. */
export function listModels(root: string): (Model | DamagedModel)[] {
  return findModels(root).folders.map((folder) => readModel(root, folder))
}

/** The model in a folder. Its weights are looked for and measured; their content is not read. */
export function readModel(root: string, folder: ModelFolder): Model | DamagedModel {
  try {
    return read(root, folder)
  } catch (error) {
    if (!isRundirError(error)) throw error
    return new DamagedModel(folder, error.message)
  }
}

/** As a value, or MODEL_DAMAGED. */
export function requireHealthy(model: Model | DamagedModel): Model {
  if (!(model instanceof DamagedModel)) return model
  throw new RundirError('MODEL_DAMAGED', `${model.folder.path} cannot be used: ${model.why}`, {
    hint: 'mend it or restore it from a copy; rundir models ls lists the others',
  })
}

function read(root: string, folder: ModelFolder): Model | DamagedModel {
  const damage = (why: string): DamagedModel => new DamagedModel(folder, why)
  const path = `${root}/${folder.path}`
  const files = listEntries(path)
    .filter((entry) => entry.kind === 'file')
    .map((entry) => entry.name)
  if (!files.includes(MODEL_MANIFEST)) return damage(`${MODEL_MANIFEST} is no regular file`)
  const value = parseJson(readText(`${path}/${MODEL_MANIFEST}`, LIMIT_BYTES))
  const version = isJsonObject(value) ? value['schema_version'] : undefined
  if (typeof version === 'number' && version > MODEL_MANIFEST_VERSION)
    return damage(`${MODEL_MANIFEST} has schema_version ${version}, this rundir reads up to ${MODEL_MANIFEST_VERSION}`)
  const { data: manifest, error } = modelManifestSchema.safeParse(value)
  if (manifest === undefined)
    return damage(`${MODEL_MANIFEST} is not the manifest of a model: ${tell(error?.issues[0])}`)
  const others = files.filter((name) => !COMPANION.test(name))
  const weights = manifest.weights ?? (others.length === 1 ? others[0] : undefined)
  if (weights === undefined) return damage(`${MODEL_MANIFEST} does not say which file holds the weights`)
  if (!isRelPath(weights) || !files.includes(weights))
    return damage(`its weights ${JSON.stringify(weights)} are no regular file beside it`)
  const sizeBytes = statIfThere(`${path}/${weights}`)?.sizeBytes ?? 0
  if (manifest.size_bytes !== null && manifest.size_bytes !== sizeBytes)
    return damage(`${weights} has ${sizeBytes} bytes, its manifest says ${manifest.size_bytes}`)
  return { folder, manifest, weights, sizeBytes }
}

function tell(issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): string {
  const where = issue?.path.map(String).join('.') ?? ''
  return where === '' ? (issue?.message ?? '') : `${where}: ${issue?.message}`
}
