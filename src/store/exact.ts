import { RundirError } from '../error/rundir-error.js'
import { isLegacyName, printLegacyName } from '../run/legacy-name.js'
import { MAX_RUN_NUMBER, parseRunName } from '../run/name.js'
import type { NamingSettings } from '../run/naming.js'
import type { PipelineSegments } from '../run/segments.js'
import { isJsonObject, parseJson } from '../value/json.js'
import { claimSteps, folderOf, nameClaimPath, numberClaimPath, parseClaim, type Steps } from './claim.js'
import { writeHintSteps } from './hint.js'
import { pipelineSeries, type Series } from './series.js'
import { checkLength, claimText, commitSteps, makeRunSteps, placeIn, type TakeContext, type Taken } from './take.js'

/** One number of a series that was asked for by name. */
export interface Exact {
  readonly series: Series
  readonly number: number
}

/** What a person wants instead of the next number: a number, a name, or the old way of naming; undefined for none of them. */
export function exactSeries(
  request: {
    readonly segments: PipelineSegments
    readonly forceIndex?: number | undefined
    readonly adoptName?: string | undefined
    readonly legacyName?: string | undefined
  },
  naming: NamingSettings,
): Exact | undefined {
  const { segments, forceIndex, adoptName } = request
  if (adoptName !== undefined) return adoptedSeries(adoptName, segments, naming)
  if (naming.use_legacy) return namedSeries(legacyNameOf(request), segments, naming)
  if (forceIndex === undefined) return undefined
  if (!Number.isInteger(forceIndex) || forceIndex < 1 || forceIndex > MAX_RUN_NUMBER)
    throw new RundirError('VALUE_INVALID', `run index ${forceIndex} is not a number from 1 to ${MAX_RUN_NUMBER}`)
  return { series: pipelineSeries(segments, naming), number: forceIndex }
}

/** Takes exactly that number, or throws NAME_TAKEN with the run that has it. With `force` its folder is used again. */
export function* takeExactSteps(context: TakeContext, exact: Exact, force: boolean): Steps<Taken> {
  const { disk } = context
  const { series, number } = exact
  const place = placeIn(context.space, series.identityOf(number))
  checkLength(context, place.dir)
  const text = claimText(context, series, place.name)
  const numberClaim = series.family === undefined ? undefined : numberClaimPath(series.family, number)
  const nameClaim = nameClaimPath(place.dir)
  const all = [numberClaim, nameClaim, place.dir].filter((path) => path !== undefined)
  if (!force) {
    yield `look at ${place.dir}`
    // Looking first burns no number for a name that is taken; the exclusive steps below decide.
    if (all.some((path) => disk.exists(path))) throw taken(context, place, numberClaim)
  }
  if (numberClaim !== undefined && !(yield* claimSteps(disk, numberClaim, text)) && !force)
    throw taken(context, place, numberClaim)
  if (!(yield* claimSteps(disk, nameClaim, text)) && !force) throw taken(context, place, numberClaim)
  if (yield* makeRunSteps(disk, place.dir)) yield* commitSteps(disk, numberClaim, nameClaim, place.dir)
  else {
    if (!force) throw taken(context, place, numberClaim)
    yield* keepManifestSteps(context, place.dir)
    for (const claim of [numberClaim, nameClaim]) {
      if (claim === undefined) continue
      yield `sync ${folderOf(claim)}`
      disk.sync([folderOf(claim)])
    }
  }
  if (series.family !== undefined) yield* writeHintSteps(disk, series.family, number)
  return { number }
}

/** Copies the manifest of the run that is there to `run_manifest.<n>.json`; nothing is overwritten. */
function* keepManifestSteps({ disk }: TakeContext, dir: string): Steps<void> {
  yield `read the manifest of ${dir}`
  const text = disk.read(`${dir}/run_manifest.json`)
  if (text === undefined) return
  for (let copy = 1; ; copy++) {
    yield `keep the manifest of ${dir}`
    if (!disk.createOnce(`${dir}/run_manifest.${copy}.json`, text)) continue
    yield `sync ${dir}`
    disk.sync([dir])
    return
  }
}

/** A canonical name that is given whole; it counts where its prefix is the one of the segments. */
function adoptedSeries(name: string, segments: PipelineSegments, naming: NamingSettings): Exact {
  const parts = parseRunName(name)
  const series = pipelineSeries(segments, naming)
  if (parts.number !== null && parts.prefix === series.prefix) return { series, number: parts.number }
  const named = namedSeries(name, segments, naming)
  // The segments say nothing of this name, so that its text decides where it counts.
  return { ...named, series: { ...named.series, prefix: parts.prefix, segments: {} } }
}

function namedSeries(name: string, segments: PipelineSegments, naming: NamingSettings): Exact {
  const series = pipelineSeries(segments, naming)
  const identityOf: Series['identityOf'] = () => ({ layout: 'pipeline', name })
  return { series: { ...series, family: undefined, identityOf }, number: 1 }
}

function legacyNameOf(request: { segments: PipelineSegments; legacyName?: string | undefined }): string {
  const name = request.legacyName ?? printLegacyName(request.segments)
  if (isLegacyName(name)) return name
  throw new RundirError('NAME_INVALID', `${JSON.stringify(name)} is not an old run name <dataset>_<size>_<model>`)
}

/** Says which run has the name and since when, as far as its manifest and the claims tell. */
function taken(
  { disk }: TakeContext,
  place: { readonly dir: string; readonly name: string },
  numberClaim: string | undefined,
): RundirError {
  const manifest = parseJson(disk.read(`${place.dir}/run_manifest.json`) ?? '')
  const fromManifest = isJsonObject(manifest)
    ? { name: manifest['name'], runId: manifest['run_id'], at: manifest['created_at'] }
    : undefined
  const fromName = parseClaim(disk.read(nameClaimPath(place.dir)))
  const fromNumber = parseClaim(numberClaim === undefined ? undefined : disk.read(numberClaim))
  const holders = [fromManifest, fromName, fromNumber].filter((holder) => holder?.runId !== undefined)
  const holder = holders[0]
  const deleted = disk.exists(place.dir) ? '' : ', whose folder is gone; a name is never given twice'
  const by =
    holder === undefined
      ? `: ${disk.exists(place.dir) ? `the folder ${place.dir} exists` : 'it was claimed'}`
      : ` by run ${holder.name ?? place.name} (${holder.runId}) since ${holder.at ?? 'an unknown time'}${deleted}`
  return new RundirError('NAME_TAKEN', `the name ${place.name} is taken${by}`, {
    hint: 'leave the index out to get the next number, or use --force to reuse the folder',
  })
}
