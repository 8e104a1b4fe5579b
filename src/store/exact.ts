import { RundirError } from '../error/rundir-error.js'
import { isLegacyName, printLegacyName } from '../run/legacy-name.js'
import { MAX_RUN_NUMBER, parseRunName, printPrefix, readPrefix } from '../run/name.js'
import type { NamingSettings } from '../run/naming.js'
import type { PipelineSegments } from '../run/segments.js'
import { claimSteps, folderOf, nameClaimPath, newestClaimSteps, numberClaimPath, type Steps } from './claim.js'
import { type Ledger, takeLedgerSteps } from './ledger.js'
import { highestOfSteps, holderOfSteps, neighbourSteps } from './member.js'
import { pipelineSeries, type Series } from './series.js'
import {
  checkLength,
  claimText,
  commitSteps,
  type Made,
  makeRunSteps,
  placeIn,
  type RunPlace,
  type TakeContext,
  type Taken,
} from './take.js'
import { type Obstacle, taken, type WayOfAsking } from './taken.js'

/** One name that was asked for, by its number or whole. */
export interface Exact {
  readonly series: Series
  readonly number: number
  /** Every counter in which the name takes its number: more than one where its text can be read in several ways. */
  readonly counters: readonly Series[]
  readonly asked: WayOfAsking
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
  if (adoptName !== undefined) return adopted(adoptName, segments, naming)
  if (naming.use_legacy) {
    const series = namedSeries(legacyNameOf(request), segments, naming)
    return { series, number: 1, counters: [], asked: 'old name' }
  }
  if (forceIndex === undefined) return undefined
  if (!Number.isInteger(forceIndex) || forceIndex < 1 || forceIndex > MAX_RUN_NUMBER)
    throw new RundirError('VALUE_INVALID', `run index ${forceIndex} is not a number from 1 to ${MAX_RUN_NUMBER}`)
  const series = pipelineSeries(segments, naming)
  return { series, number: forceIndex, counters: [series], asked: 'index' }
}

/**
 * Takes exactly that name, or throws NAME_TAKEN with the run that has it or its number. With `force` the folder of that name is used
 * again; a number that another name holds, or that was held by a run which is gone, is not given even then.
 */
export function* takeExactSteps(context: TakeContext, exact: Exact, force: boolean): Steps<Taken> {
  const { disk, space } = context
  const { series, number } = exact
  const place = placeIn(space, series.identityOf(number))
  checkLength(context, place.dir)
  yield `look at ${place.dir}`
  const isRun = disk.isDirectory(place.dir) && isOwned(context, place.dir)
  if (isRun && force) return yield* reuseSteps(context, exact, place)
  const nameClaim = nameClaimPath(place.dir)
  if (disk.exists(place.dir) && !(force && disk.isDirectory(place.dir))) throw nameTaken(context, exact, place, {})
  if (disk.exists(nameClaim)) throw nameTaken(context, exact, place, { claim: nameClaim })
  const scope = exact.counters.length === 0 ? undefined : series.scope
  const ledger = yield* takeLedgerSteps(disk, scope)
  let made: Made | undefined
  try {
    made = yield* makeExactSteps(context, exact, place, ledger)
  } finally {
    yield* ledger.putBackSteps()
  }
  if (made !== undefined) yield* commitSteps(disk, made)
  else if (force && disk.isDirectory(place.dir)) yield* reuseSteps(context, exact, place)
  else throw nameTaken(context, exact, place, {})
  return { number, place }
}

/** Claims that name and its numbers and makes its folder; undefined where there is one. Throws NAME_TAKEN. */
function* makeExactSteps(context: TakeContext, exact: Exact, place: RunPlace, ledger: Ledger): Steps<Made | undefined> {
  const { disk } = context
  const { series, number } = exact
  const { dir, name } = place
  const free = yield* freeSteps(context, exact, place)
  // A number that is asked for has no next one: it is not claimed for a folder that cannot be made.
  disk.checkWritable(dir)
  const text = claimText(context, series, name)
  const claims = [...free.claims, nameClaimPath(dir)]
  for (const claim of claims)
    if (!(yield* claimSteps(disk, claim, text))) throw nameTaken(context, exact, place, { claim })
  const isMade = yield* makeRunSteps(disk, dir, ledger)
  for (const family of free.newest) ledger.note(family, number)
  return isMade ? { number, place, claims } : undefined
}

/**
 * Looks for whoever has the number under another name: looking first burns no number that is taken, and finds the holders that
 * never claimed. The exclusive steps decide.
 */
function* freeSteps(
  context: TakeContext,
  exact: Exact,
  place: RunPlace,
): Steps<{ claims: readonly string[]; newest: readonly string[] }> {
  const { disk, space } = context
  const { series, number, counters } = exact
  const claims: string[] = []
  const newest: string[] = []
  const names = counters.length === 0 ? new Set<string>() : yield* neighbourSteps(disk, series, space.windows)
  for (const counter of counters) {
    const { family } = counter
    if (family === undefined) continue
    const claim = numberClaimPath(family, number)
    const holder = yield* holderOfSteps(disk, counter, names, { number, except: place.name })
    if (holder !== undefined) throw nameTaken(context, exact, place, { claim, holder })
    if (disk.exists(claim)) throw nameTaken(context, exact, place, { claim })
    claims.push(claim)
    const highest = yield* highestOfSteps(disk, counter, names, yield* newestClaimSteps(disk, family))
    if (number >= highest) newest.push(family)
  }
  return { claims, newest }
}

/** Uses the folder of a name again: what stands there stays, the manifest under another name as well. Missing claims are made up for. */
function* reuseSteps(context: TakeContext, exact: Exact, place: RunPlace): Steps<Taken> {
  const { disk } = context
  const { series, number } = exact
  const text = claimText(context, series, place.name)
  const claims = exact.counters.flatMap(({ family }) => (family === undefined ? [] : [numberClaimPath(family, number)]))
  yield* keepManifestSteps(context, place.dir)
  for (const claim of [...claims, nameClaimPath(place.dir)]) {
    yield* claimSteps(disk, claim, text)
    yield `sync ${folderOf(claim)}`
    disk.sync([folderOf(claim)])
  }
  return { number, place }
}

function nameTaken({ disk }: TakeContext, { asked, number }: Exact, place: RunPlace, obstacle: Obstacle): RundirError {
  return taken(disk, { ...place, number, asked }, obstacle)
}

/** A folder that was handed out, or that a run has come to stand in. */
function isOwned({ disk }: TakeContext, dir: string): boolean {
  return disk.exists(`${dir}/run_manifest.json`) || disk.exists(nameClaimPath(dir))
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

/** A canonical name that is given whole takes its number in every counter in which somebody may read it. */
function adopted(name: string, segments: PipelineSegments, naming: NamingSettings): Exact {
  const { prefix, number } = parseRunName(name)
  const readings = readPrefix(prefix)
  const size = readings[0]?.size ?? segments.size
  const own = { ...segments, size }
  const known =
    printPrefix(own, naming.max_name_length) === prefix ? own : readings.length === 1 ? readings[0] : undefined
  const series = { ...namedSeries(name, segments, naming), prefix }
  const counted = known === undefined ? readings : [known]
  const all = counted.map((reading) => pipelineSeries(reading, naming))
  return {
    // Where the name can be read in several ways, its text decides where it counts.
    series: { ...series, segments: known === undefined ? {} : { ...known, scope: naming.run_counter_scope } },
    number: number ?? 1,
    counters:
      number === null ? [] : all.filter(({ family }, at) => all.findIndex((other) => other.family === family) === at),
    asked: 'name',
  }
}

/** A series of that one name. */
function namedSeries(name: string, segments: PipelineSegments, naming: NamingSettings): Series {
  return { ...pipelineSeries(segments, naming), family: undefined, identityOf: () => ({ layout: 'pipeline', name }) }
}

function legacyNameOf(request: { segments: PipelineSegments; legacyName?: string | undefined }): string {
  const name = request.legacyName ?? printLegacyName(request.segments)
  if (isLegacyName(name)) return name
  throw new RundirError('NAME_INVALID', `${JSON.stringify(name)} is not an old run name <dataset>_<size>_<model>`)
}
