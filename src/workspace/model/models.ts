import { listAliases, targetOf } from '../../registry/alias.js'
import { findModels } from '../../registry/find-model.js'
import type { ModelManifest } from '../../registry/model-manifest-schema.js'
import { type ModelKind, splitModelName } from '../../registry/model-name.js'
import { findModel, newestFirst, parseModelReference, printModelReference } from '../../registry/model-reference.js'
import { DamagedModel, type Model, readModel } from '../../registry/read-model.js'
import type { Workspace } from '../open.js'

/** A version of a model in a list; keys as `models ls --json` prints them. */
export interface ModelRow {
  /** `<skill path>/<model>` */
  readonly model: string
  readonly skill: string
  readonly kind: ModelKind
  readonly variant: string
  /** Null for one that stands in the folder of its variant. */
  readonly version: string | null
  readonly aliases: readonly string[]
  readonly reference: string
  /** Of the folder, relative to the workspace. */
  readonly path: string
  readonly format: string | null
  readonly size_bytes: number | null
  readonly promoted_at: string | null
  readonly promoted_by: string | null
  readonly source_run: string | null
  readonly metrics: ModelManifest['metrics']
  /** Why it cannot be used; null for a healthy one. */
  readonly damage: string | null
}

/** As `models show --json` prints it. */
export interface ModelView extends ModelRow {
  readonly manifest: ModelManifest
  /** Of the file, relative to the workspace. */
  readonly weights: string
}

/** All models, or those of one name or skill: by name, newest first. Throws PATH_ESCAPES, NAME_INVALID. */
export function modelRows({ root }: Workspace, name: string | undefined): ModelRow[] {
  const path = name === undefined ? undefined : parseModelReference(name).path
  const folders = findModels(root).folders.filter(
    ({ model }) => path === undefined || `${model}/`.startsWith(`${path}/`),
  )
  const models = [...new Set(folders.map((folder) => folder.model))]
  return models
    .flatMap((model) =>
      newestFirst(
        root,
        folders.filter((folder) => folder.model === model),
      ),
    )
    .map((folder) => rowOf(root, readModel(root, folder)))
}

/** One version of a model in full. Throws MODEL_UNKNOWN, MODEL_AMBIGUOUS, MODEL_DAMAGED. */
export function showModel({ root }: Workspace, reference: string): ModelView {
  const model = findModel(root, parseModelReference(reference))
  return { ...rowOf(root, model), manifest: model.manifest, weights: `${model.folder.path}/${model.weights}` }
}

/** Names of all models, as completion offers them. */
export function modelNames({ root }: Workspace): string[] {
  return [...new Set(findModels(root).folders.map((folder) => folder.model))]
}

function rowOf(root: string, model: Model | DamagedModel): ModelRow {
  const { folder } = model
  const manifest = model instanceof DamagedModel ? undefined : model.manifest
  const aliases = listAliases(root, folder.model).filter((alias) => alias.target === targetOf(folder))
  return {
    model: folder.model,
    skill: splitModelName(folder.model).skill,
    kind: folder.kind,
    variant: folder.variant,
    version: folder.version,
    aliases: aliases.map((alias) => alias.name),
    reference: printModelReference(folder),
    path: folder.path,
    format: manifest?.format ?? null,
    size_bytes: model instanceof DamagedModel ? null : model.sizeBytes,
    promoted_at: manifest?.promoted_at ?? null,
    promoted_by: manifest?.promoted_by ?? null,
    source_run: manifest?.source_run ?? null,
    metrics: manifest?.metrics ?? {},
    damage: model instanceof DamagedModel ? model.why : null,
  }
}
