import { digestFile } from '../disk/digest.js'
import { RundirError } from '../error/rundir-error.js'
import { checkPathPart } from '../run/path-part.js'
import { didYouMean, nearestNames } from '../value/nearest.js'
import { parseRelPath } from '../value/rel-path.js'
import { listAliases, targetOf } from './alias.js'
import { findModels, type ModelFolder } from './find-model.js'
import { MODELS, parseAlias } from './model-name.js'
import { type Model, readModel, requireHealthy } from './read-model.js'

/** `local://<path>` or `local://<model>@<alias>`; the scheme may be left out. */
export interface ModelReference {
  /** Below `models/`: a model, one of its variants, or a version. */
  readonly path: string
  readonly alias: string | undefined
}

const SCHEME = 'local://'

/** Throws PATH_ESCAPES, NAME_INVALID or NAME_TOO_LONG for a text that could lead anywhere else. */
export function parseModelReference(text: string): ModelReference {
  const plain = text.startsWith(SCHEME) ? text.slice(SCHEME.length) : text
  const at = plain.indexOf('@')
  const path = parseRelPath((at < 0 ? plain : plain.slice(0, at)).replace(/(?<=[^/])\/$/, ''))
  for (const part of path.split('/')) checkPathPart('model name part', part)
  return { path, alias: at < 0 ? undefined : parseAlias(plain.slice(at + 1)) }
}

export function printModelReference(folder: ModelFolder): string {
  return `${SCHEME}${folder.path.slice(MODELS.length + 1)}`
}

/**
 * The model that a reference means: what its alias leads to, the version that it names, or the newest of the model or variant that it
 * names; trained models come before pretrained ones. Throws MODEL_UNKNOWN with the nearest names, MODEL_AMBIGUOUS where several variants
 * fit, MODEL_DAMAGED. The content of the weights is not read (`checkWeights`).
 */
export function findModel(root: string, reference: ModelReference): Model {
  const { folders } = findModels(root)
  const fitting = folders.filter((folder) => fits(folder, reference.path))
  if (fitting.length === 0) throw unknownModel(reference.path, folders)
  const chosen =
    reference.alias === undefined
      ? newest(root, reference, fitting)
      : aliased(root, reference.alias, reference, fitting)
  return requireHealthy(readModel(root, chosen))
}

/** Reads the weights whole. Throws MODEL_DAMAGED when they have another checksum than the manifest says, DISK_*. */
export function checkWeights(root: string, { folder, manifest, weights }: Model): void {
  if (digestFile(`${root}/${folder.path}/${weights}`) === manifest.sha256) return
  throw new RundirError('MODEL_DAMAGED', `${folder.path}/${weights} has another checksum than its manifest says`, {
    hint: 'somebody changed it, or the disk did: restore it from a copy, or promote its run again',
  })
}

/** The version of a model that a person means by the whole of its address or by its end. Throws MODEL_UNKNOWN, MODEL_AMBIGUOUS. */
export function findVersion(root: string, model: string, version: string): ModelFolder {
  const folders = findModels(root).folders.filter((folder) => folder.model === model)
  const fitting = folders.filter((folder) => `/${targetOf(folder)}`.endsWith(`/${version}`))
  const [only, ...others] = fitting
  if (only === undefined)
    throw new RundirError('MODEL_UNKNOWN', `${model} has no version "${version}"`, {
      hint:
        didYouMean(version, [...folders.map(targetOf), ...folders.map((folder) => lastPart(folder.path))]) ??
        listHint(model),
    })
  if (others.length === 0) return only
  throw ambiguous(`"${version}"`, fitting.map(targetOf))
}

function fits({ model, path }: ModelFolder, wanted: string): boolean {
  const address = path.slice(MODELS.length + 1)
  return model === wanted || (wanted.length > model.length && `${address}/`.startsWith(`${wanted}/`))
}

function newest(root: string, { path }: ModelReference, fitting: readonly ModelFolder[]): ModelFolder {
  const trained = fitting.filter((folder) => folder.kind === 'trained')
  const candidates = trained.length > 0 ? trained : fitting
  const variants = new Set(candidates.map(({ model, kind, variant }) => `${model}/${kind}/${variant}`))
  if (variants.size > 1)
    throw ambiguous(
      path,
      [...variants].map((each) => `${SCHEME}${each}`),
    )
  const [first] = newestFirst(root, candidates)
  if (first === undefined) throw new Error('impossible: no candidate')
  return first
}

/** By the day in their names, then by when they were promoted; of one day those that cannot be read count as the newest. */
export function newestFirst(root: string, folders: readonly ModelFolder[]): ModelFolder[] {
  const promotedAt = new Map(
    folders.map((folder) => {
      const model = readModel(root, folder)
      return [folder, 'manifest' in model ? (model.manifest.promoted_at ?? '') : '~']
    }),
  )
  const age = (folder: ModelFolder): readonly string[] => [
    folder.version?.slice(0, 10) ?? '',
    promotedAt.get(folder) ?? '',
    folder.path,
  ]
  return folders.toSorted((a, b) => compare(age(b), age(a)))
}

function compare(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((text, index) => text !== b[index])
  return at < 0 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1
}

function aliased(root: string, name: string, { path }: ModelReference, fitting: readonly ModelFolder[]): ModelFolder {
  const [first] = fitting
  if (first === undefined || first.model !== path)
    throw new RundirError('NAME_INVALID', `an alias belongs to a model, and ${path} is a part of one`, {
      hint: `write ${SCHEME}${first?.model}@${name}`,
    })
  const aliases = listAliases(root, first.model)
  const alias = aliases.find((each) => each.name === name)
  if (alias === undefined)
    throw new RundirError('MODEL_UNKNOWN', `${path} has no alias ${name}`, {
      hint:
        didYouMean(
          name,
          aliases.map((each) => each.name),
        ) ?? `rundir models alias ${path} ${name} makes it`,
    })
  const folder = fitting.find((each) => targetOf(each) === alias.target)
  if (folder !== undefined) return folder
  throw new RundirError('MODEL_UNKNOWN', `${path}@${name} leads to ${alias.target ?? 'nothing'}, which is not there`, {
    hint: `rundir models alias ${path} ${name} VERSION moves it`,
  })
}

function unknownModel(path: string, folders: readonly ModelFolder[]): RundirError {
  const models = [...new Set(folders.map((folder) => folder.model))]
  const near = nearestNames(path, [...models, ...folders.map((folder) => folder.path.slice(MODELS.length + 1))])
  // Who leaves out the skill, and mistypes the rest, is helped by the last part.
  const lasts = nearestNames(
    lastPart(path),
    models.map((each) => lastPart(each)),
  )
  const meant = near.length > 0 ? near : models.filter((each) => lasts.includes(lastPart(each)))
  const hint =
    folders.length === 0 ? 'there is none yet: rundir promote RUN --as MODEL makes one' : 'rundir models ls lists them'
  return new RundirError('MODEL_UNKNOWN', `there is no model "${path}"`, {
    hint: meant.length > 0 ? `did you mean ${meant.slice(0, 3).join(', ')}?` : hint,
  })
}

function ambiguous(what: string, names: readonly string[]): RundirError {
  return new RundirError('MODEL_AMBIGUOUS', `${what} fits ${names.length} models: ${names.slice(0, 5).join(', ')}`, {
    hint: 'give more of the path, or an alias',
  })
}

function listHint(model: string): string {
  return `rundir models ls ${model} lists them`
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
