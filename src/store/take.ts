import { isRundirError, RundirError } from '../error/rundir-error.js'
import { type Patterns, placeRun, type RunIdentity } from '../layout/builtin.js'
import { diskPath } from '../layout/layout.js'
import type { AllocationDisk } from './allocation-disk.js'
import {
  type Claimant,
  claimSteps,
  folderOf,
  nameClaimPath,
  newestClaimSteps,
  numberClaimPath,
  printClaim,
  type Steps,
} from './claim.js'
import { epochSteps, ownChangeSteps } from './epoch.js'
import { readHintSteps, writeHintSteps } from './hint.js'
import { highestMemberSteps } from './member.js'
import type { Series } from './series.js'

/** What every step of one allocation shares. */
export interface TakeContext {
  readonly disk: AllocationDisk
  readonly space: {
    readonly root: string
    readonly patterns: Patterns
    readonly windows: boolean
    readonly naming: { readonly windows_paths: boolean }
  }
  readonly claimant: Claimant
  /** ISO 8601. */
  readonly at: string
  readonly nonce: string
}

/** A number of a series that is ours now. */
export interface Taken {
  readonly number: number
}

/** After so many names that were taken, look where the end is instead of trying on. */
const MISSES_BEFORE_LOOK = 3
const JITTER_MS = 5
const MAX_WINDOWS_PATH_LENGTH = 240
/** The longest name that rundir itself writes into a run: a temporary file beside the manifest. */
const LONGEST_INNER_LENGTH = 60

/** Takes the next free number of a series for good; undefined when the series is at its end. */
export function* takeNextSteps(context: TakeContext, series: Series): Steps<Taken | undefined> {
  const { disk } = context
  checkLength(context, placeIn(context.space, series.identityOf(1)).dir)
  const epoch = series.scope === undefined ? undefined : yield* epochSteps(disk, series.scope)
  const hinted = series.family === undefined ? undefined : yield* readHintSteps(disk, series.family, epoch)
  let number = 1 + (hinted ?? (yield* highestMemberSteps(disk, series, context.space.windows)))
  for (let misses = 0; number <= series.limit; number++) {
    const miss = yield* takeSteps(context, series, number)
    if (miss === undefined) {
      if (series.family !== undefined) yield* writeHintSteps(disk, series.family, number, epoch)
      return { number }
    }
    misses++
    if (misses % MISSES_BEFORE_LOOK > 0) continue
    yield 'pause'
    disk.pause(JITTER_MS)
    const end =
      miss === 'number' && series.family !== undefined
        ? yield* newestClaimSteps(disk, series.family)
        : yield* highestMemberSteps(disk, series, context.space.windows)
    number = Math.max(number, end)
  }
  return undefined
}

/** As `takeNextSteps` where no claim can be written: the exclusive folder alone guards the name. */
export function* takeUnclaimedSteps(context: TakeContext, series: Series): Steps<Taken> {
  for (let number = 1; ; number++) {
    const { dir } = placeIn(context.space, series.identityOf(number))
    if (!(yield* makeRunSteps(context.disk, dir))) continue
    yield `sync ${folderOf(dir)}`
    context.disk.sync([folderOf(dir)])
    return { number }
  }
}

/**
 * Takes one number: its claim, the claim of its path, its folder, each exclusively, then the folders are synced together.
 * What stood in the way is returned.
 */
function* takeSteps(
  context: TakeContext,
  series: Series,
  number: number,
): Steps<'number' | 'name' | 'run' | undefined> {
  const { disk } = context
  const place = placeIn(context.space, series.identityOf(number))
  checkLength(context, place.dir)
  const text = claimText(context, series, place.name)
  const nameClaim = nameClaimPath(place.dir)
  const numberClaim = series.family === undefined ? undefined : numberClaimPath(series.family, number)
  if (numberClaim !== undefined && !(yield* claimSteps(disk, numberClaim, text))) return 'number'
  if (!(yield* claimSteps(disk, nameClaim, text, numberClaim))) return 'name'
  if (!(yield* makeRunSteps(disk, place.dir))) return 'run'
  yield* commitSteps(disk, numberClaim === undefined ? [] : [numberClaim], nameClaim, place.dir)
  return undefined
}

/** Makes the claims and the folder of a run durable; the folder was made last, just now. */
export function* commitSteps(
  disk: AllocationDisk,
  numberClaims: readonly string[],
  nameClaim: string,
  dir: string,
): Steps<void> {
  const folders = [...numberClaims, nameClaim, dir].map(folderOf)
  yield `sync ${folders.join(', ')}`
  disk.sync(folders)
}

/** Makes the folder of a run; false when something has its name. The parent is made when it is missing. */
export function* makeRunSteps(disk: AllocationDisk, dir: string): Steps<boolean> {
  return folderOf(dir) === 'outputs'
    ? yield* ownChangeSteps(disk, { outputs: 1 }, () => makeFolderSteps(disk, dir))
    : yield* makeFolderSteps(disk, dir)
}

function* makeFolderSteps(disk: AllocationDisk, dir: string): Steps<boolean> {
  yield `make ${dir}`
  try {
    return disk.makeDirectoryOnce(dir)
  } catch (error) {
    if (!isRundirError(error, 'FILE_MISSING')) throw error
  }
  yield `make ${folderOf(dir)}`
  disk.makeDirectories(folderOf(dir))
  yield `make ${dir}`
  return disk.makeDirectoryOnce(dir)
}

export function claimText(context: TakeContext, series: Series, name: string): string {
  const { claimant, at, nonce } = context
  return printClaim({ name, segments: series.segments, nonce, at }, claimant)
}

/** Where a run stands: its name, and its folders as they are on disk. */
export function placeIn(
  space: { readonly patterns: Patterns; readonly windows: boolean },
  identity: RunIdentity,
): { dir: string; logDir: string; name: string } {
  const { path, logPath } = placeRun(identity, space.patterns)
  const name = path.slice(folderOf(path).length + 1)
  return { name, dir: diskPath(path, space.windows), logDir: diskPath(logPath, space.windows) }
}

/** Throws NAME_TOO_LONG where the paths of the run would be too long for Windows (spec 1.5). */
export function checkLength(context: TakeContext, dir: string): void {
  const { windows, naming, root } = context.space
  if (!windows && !naming.windows_paths) return
  const longest = root.length + 1 + dir.length + 1 + LONGEST_INNER_LENGTH
  if (longest <= MAX_WINDOWS_PATH_LENGTH) return
  throw new RundirError(
    'NAME_TOO_LONG',
    `the longest path of ${dir} would have ${longest} characters, Windows takes ${MAX_WINDOWS_PATH_LENGTH}`,
    { hint: 'move the workspace to a shorter path, or lower naming.max_name_length' },
  )
}
