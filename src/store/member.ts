import { canonicalPath, diskPath } from '../layout/layout.js'
import { isJsonObject, parseJson } from '../value/json.js'
import type { AllocationDisk } from './allocation-disk.js'
import { claimedNames, nameClaimPath, newestClaimSteps, parseClaim, type Steps } from './claim.js'
import type { RecordedSegments, Series } from './series.js'

/**
 * The highest number of a series that is known: among its claims, the claimed paths and the folders that stand
 * where its runs and logs are (spec 1.4.3). This is the one look at every run; a hint makes it needless.
 */
export function* highestMemberSteps(disk: AllocationDisk, series: Series, windows: boolean): Steps<number> {
  const claimed = series.family === undefined ? 0 : yield* newestClaimSteps(disk, series.family)
  const members = new Map<string, number>()
  for (const folder of series.folders.map((path) => diskPath(path, windows))) {
    yield `list ${folder}`
    const names = disk.list(folder)
    yield `list the claims below ${folder}`
    for (const name of [...names, ...claimedNames(disk, folder)]) {
      const number = series.numberOf(canonicalPath(name))
      if (number !== undefined && number > claimed) members.set(name, number)
    }
  }
  const highestFirst = [...members].sort(([, a], [, b]) => b - a)
  for (const [name, number] of highestFirst) {
    yield `look at ${name}`
    if (series.counts(name, recordedSegments(disk, series, name))) return number
  }
  return claimed
}

/** What the manifest of a run says of its segments, else its claim; undefined when both are silent. */
function recordedSegments(disk: AllocationDisk, series: Series, name: string): RecordedSegments | undefined {
  if (series.layout !== 'pipeline') return undefined
  const manifest = parseJson(disk.read(`outputs/${name}/run_manifest.json`) ?? '')
  if (isJsonObject(manifest) && isJsonObject(manifest['name_segments'])) return manifest['name_segments']
  return parseClaim(disk.read(nameClaimPath(`outputs/${name}`))).segments
}
