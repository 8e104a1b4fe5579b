import type { ModelStock } from '../../contract/inventory.js'
import { listAliases, targetOf } from '../../registry/alias.js'
import { findModels } from '../../registry/find-model.js'
import { DamagedModel, listModels } from '../../registry/read-model.js'
import type { SealedFile } from './verify-task.js'

export type MeasuredFile = SealedFile & { readonly sizeBytes: number }

/** What verify and repair need to know of the models; `changed` are the files of each folder that were found changed, when they were read. */
export function takeModelStock(root: string, changed: ReadonlyMap<string, readonly string[]> | undefined): ModelStock {
  const { folders, aliased, written } = findModels(root)
  const aliases = aliased.flatMap((model) => listAliases(root, model).map((alias) => ({ model, alias })))
  const isThere = ({ model, alias }: (typeof aliases)[number]): boolean =>
    folders.some((folder) => folder.model === model && targetOf(folder) === alias.target)
  return {
    folders: written,
    damagedModels: listModels(root).flatMap((model) =>
      model instanceof DamagedModel ? [{ path: model.folder.path, why: model.why }] : [],
    ),
    changedWeights: folders.flatMap(({ path }) => (changed?.get(path) ?? []).map((file) => `${path}/${file}`)),
    danglingAliases: aliases
      .filter((each) => !isThere(each))
      .map(({ alias }) => ({ path: alias.path, leadsTo: alias.target ?? 'nothing' })),
  }
}

/** The weights of all models, with the checksums that they should have. */
export function sealedWeights(root: string): MeasuredFile[] {
  return listModels(root).flatMap((model) => {
    if (model instanceof DamagedModel) return []
    const { folder, weights, manifest, sizeBytes } = model
    return [{ dir: folder.path, path: weights, sha256: manifest.sha256, sizeBytes }]
  })
}
