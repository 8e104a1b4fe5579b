import { captureHost } from '../../capture/host.js'
import { RundirError } from '../../error/rundir-error.js'
import { type Alias, listAliases, moveAlias, removeAlias, targetOf } from '../../registry/alias.js'
import { parseAlias, parseModelName } from '../../registry/model-name.js'
import { findModel, findVersion } from '../../registry/model-reference.js'
import { readModel, requireHealthy } from '../../registry/read-model.js'
import { printInstant } from '../../value/instant.js'
import { didYouMean } from '../../value/nearest.js'
import type { Workspace } from '../open.js'

export interface AliasRequest {
  readonly model: string
  readonly alias: string
  /** The end of a version's path; undefined for the newest. */
  readonly version: string | undefined
}

/** An alias after it was moved; keys as `models alias --json` prints them. */
export interface AliasView {
  readonly model: string
  readonly alias: string
  /** `<kind>/<variant>[/<version>]`; null for an alias that is gone. */
  readonly target: string | null
  /** Where it led before; null for a new one. */
  readonly before: string | null
  readonly reference: string
}

/** Makes an alias lead to a version, atomically. Throws MODEL_UNKNOWN, MODEL_AMBIGUOUS, MODEL_DAMAGED, NAME_INVALID, DISK_*. */
export function aliasModel(workspace: Workspace, request: AliasRequest): AliasView {
  const { root, clock } = workspace
  const { model, alias, before } = readRequest(root, request)
  const { version } = request
  const chosen =
    version === undefined
      ? findModel(root, { path: model, alias: undefined })
      : requireHealthy(readModel(root, findVersion(root, model, version)))
  const target = targetOf(chosen.folder)
  moveAlias(root, { model, name: alias }, target, { at: printInstant(clock.now()), by: captureHost().user })
  return { model, alias, target, before: before?.target ?? null, reference: `local://${model}@${alias}` }
}

/** Removes an alias; the version that it led to stays. Throws MODEL_UNKNOWN with the nearest names. */
export function removeModelAlias({ root }: Workspace, request: Omit<AliasRequest, 'version'>): AliasView {
  const { model, alias, before } = readRequest(root, request)
  if (before === undefined) {
    const names = listAliases(root, model).map((each) => each.name)
    throw new RundirError('MODEL_UNKNOWN', `${model} has no alias ${alias}`, {
      hint: didYouMean(alias, names) ?? `rundir models ls ${model} shows them`,
    })
  }
  removeAlias(root, before)
  return { model, alias, target: null, before: before.target ?? null, reference: `local://${model}@${alias}` }
}

function readRequest(root: string, request: Omit<AliasRequest, 'version'>) {
  const model = parseModelName(request.model.replace(/^local:\/\//, ''))
  const alias = parseAlias(request.alias)
  const before: Alias | undefined = listAliases(root, model).find((each) => each.name === alias)
  return { model, alias, before }
}
