import { canonicalPath, diskPath } from '../layout/layout.js'
import { isJsonObject, parseJson } from '../value/json.js'
import type { AllocationDisk } from './allocation-disk.js'
import { claimedNames, nameClaimPath, newestClaimSteps, parseClaim, type Steps } from './claim.js'
import type { RecordedSegments, Series } from './series.js'

/** Names that stand where the runs and logs of a series do, and those that were ever claimed there. This is the one look at every run. */
export function* neighbourSteps(disk: AllocationDisk, series: Series, windows: boolean): Steps<ReadonlySet<string>> {
  const names = new Set<string>()
  for (const folder of series.folders.map((path) => diskPath(path, windows))) {
    yield `list ${folder}`
    for (const name of disk.list(folder)) names.add(name)
    yield `list the claims below ${folder}`
    for (const name of claimedNames(disk, folder)) names.add(name)
  }
  return names
}

/**
 * The highest number of a series that is known: among its claims, the claimed paths and the folders that stand
 * where its runs and logs are (spec 1.4.3). The ledger, or a hint, makes it needless.
 */
export function* highestMemberSteps(disk: AllocationDisk, series: Series, windows: boolean): Steps<number> {
  const claimed = series.family === undefined ? 0 : yield* newestClaimSteps(disk, series.family)
  return yield* highestOfSteps(disk, series, yield* neighbourSteps(disk, series, windows), claimed)
}

/** The highest number of a series among names, or `atLeast`. */
export function* highestOfSteps(
  disk: AllocationDisk,
  series: Series,
  names: ReadonlySet<string>,
  atLeast: number,
): Steps<number> {
  const members = [...names].flatMap((name) => {
    const number = series.numberOf(canonicalPath(name))
    return number !== undefined && number > atLeast ? [{ name, number }] : []
  })
  for (const { name, number } of members.sort((a, b) => b.number - a.number)) {
    yield `look at ${name}`
    if (series.counts(name, recordedSegments(disk, series, name))) return number
  }
  return atLeast
}

/** The name that holds a number of a series, among names; `except` is passed over in any case. */
export function* holderOfSteps(
  disk: AllocationDisk,
  series: Series,
  names: ReadonlySet<string>,
  wanted: { readonly number: number; readonly except: string },
): Steps<string | undefined> {
  for (const name of names) {
    if (series.numberOf(canonicalPath(name)) !== wanted.number || name.toLowerCase() === wanted.except.toLowerCase())
      continue
    yield `look at ${name}`
    if (series.counts(name, recordedSegments(disk, series, name))) return name
  }
  return undefined
}

/** What the manifest of a run says of its segments, else its claim; undefined when both are silent. */
function recordedSegments(disk: AllocationDisk, series: Series, name: string): RecordedSegments | undefined {
  if (series.layout !== 'pipeline') return undefined
  const manifest = parseJson(disk.read(`outputs/${name}/run_manifest.json`) ?? '')
  if (isJsonObject(manifest) && isJsonObject(manifest['name_segments'])) return manifest['name_segments']
  return parseClaim(disk.read(nameClaimPath(`outputs/${name}`))).segments
}
