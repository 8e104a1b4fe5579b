import { checkWeights, findModel, parseModelReference, printModelReference } from '../../registry/model-reference.js'
import type { Workspace } from '../open.js'

/** The weights that a reference means; keys as `models resolve --json` prints them. */
export interface ResolvedModel {
  /** That of the version: it means the same tomorrow. */
  readonly reference: string
  /** Of the weights, relative to the workspace. */
  readonly path: string
  /** Of the weights, absolute. */
  readonly file: string
  readonly sha256: string
  readonly size_bytes: number
}

/**
 * The file of the weights that `local://…` means, whose content was just read and has the checksum of its manifest (spec 2.8).
 * Throws MODEL_UNKNOWN, MODEL_AMBIGUOUS, MODEL_DAMAGED, PATH_ESCAPES, NAME_INVALID.
 */
export function resolveModel({ root }: Workspace, reference: string): ResolvedModel {
  const model = findModel(root, parseModelReference(reference))
  checkWeights(root, model)
  const path = `${model.folder.path}/${model.weights}`
  return {
    reference: printModelReference(model.folder),
    path,
    file: `${root}/${path}`,
    sha256: model.manifest.sha256,
    size_bytes: model.sizeBytes,
  }
}
