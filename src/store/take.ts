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
import { readHintSteps, writeHintSteps } from './hint.js'
import { type Ledger, takeLedgerSteps } from './ledger.js'
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

/** Where the run of a name stands: its name, and its folders as they are on disk, relative to the root. */
export interface RunPlace {
  readonly name: string
  readonly dir: string
  readonly logDir: string
}

/** A number of a series that is ours now. */
export interface Taken {
  readonly number: number
  readonly place: RunPlace
}

/** A number whose claims and folder were made, and are not yet synced. */
export interface Made extends Taken {
  readonly claims: readonly string[]
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
  if (mustBeShort(context)) checkLength(context, placeIn(context.space, series.identityOf(1)).dir)
  const ledger = series.layout === 'pipeline' ? yield* takeLedgerSteps(disk, series.scope) : undefined
  let made: Made | undefined
  try {
    made = yield* nextSteps(context, series, ledger)
  } finally {
    if (ledger !== undefined) yield* ledger.putBackSteps()
  }
  // Others need not wait for the disk, and their syncs and ours become one.
  if (made !== undefined) yield* commitSteps(disk, made)
  return made
}

function* nextSteps(context: TakeContext, series: Series, ledger: Ledger | undefined): Steps<Made | undefined> {
  const { disk } = context
  const { family } = series
  // Turns of a time stamp are few: they are tried from the first one on.
  const last =
    family === undefined ? 0 : ledger === undefined ? yield* readHintSteps(disk, family) : ledger.last(family)
  let number = 1 + (last ?? (yield* highestMemberSteps(disk, series, context.space.windows)))
  for (let misses = 0; number <= series.limit; number++) {
    const made = yield* takeSteps(context, series, number, ledger)
    if (typeof made === 'object') {
      if (family !== undefined && ledger === undefined) yield* writeHintSteps(disk, family, number)
      if (family !== undefined) ledger?.note(family, number)
      return made
    }
    misses++
    if (misses % MISSES_BEFORE_LOOK > 0) continue
    yield 'pause'
    disk.pause(JITTER_MS)
    const end =
      made === 'number' && family !== undefined
        ? yield* newestClaimSteps(disk, family)
        : yield* highestMemberSteps(disk, series, context.space.windows)
    number = Math.max(number, end)
  }
  return undefined
}

/** As `takeNextSteps` where no claim can be written: the exclusive folder alone guards the name. */
export function* takeUnclaimedSteps(context: TakeContext, series: Series): Steps<Taken> {
  for (let number = 1; ; number++) {
    const place = placeIn(context.space, series.identityOf(number))
    if (!(yield* makeRunSteps(context.disk, place.dir, undefined))) continue
    const made = { number, place, claims: [] }
    yield* commitSteps(context.disk, made)
    return made
  }
}

/** Takes one number: its claim, the claim of its path, its folder, each exclusively. What stood in the way is returned. */
function* takeSteps(
  context: TakeContext,
  series: Series,
  number: number,
  ledger: Ledger | undefined,
): Steps<'number' | 'name' | 'run' | Made> {
  const { disk } = context
  const place = placeIn(context.space, series.identityOf(number))
  const { dir, name } = place
  checkLength(context, dir)
  const text = claimText(context, series, name)
  const nameClaim = nameClaimPath(dir)
  const numberClaim = series.family === undefined ? undefined : numberClaimPath(series.family, number)
  if (numberClaim !== undefined && !(yield* claimSteps(disk, numberClaim, text))) return 'number'
  if (!(yield* claimSteps(disk, nameClaim, text, numberClaim))) return 'name'
  if (!(yield* makeRunSteps(disk, dir, ledger))) return 'run'
  return { number, place, claims: numberClaim === undefined ? [nameClaim] : [numberClaim, nameClaim] }
}

/** Makes the claims and the folder of a run durable; the folder was made last, just now. */
export function* commitSteps(disk: AllocationDisk, { claims, place }: Made): Steps<void> {
  const folders = [...claims, place.dir].map(folderOf)
  yield `sync ${folders.join(', ')}`
  disk.sync(folders)
}

/** Makes the folder of a run; false when something has its name. The parent is made when it is missing. */
export function* makeRunSteps(disk: AllocationDisk, dir: string, ledger: Ledger | undefined): Steps<boolean> {
  return ledger === undefined
    ? yield* makeFolderSteps(disk, dir)
    : yield* ledger.ownChangeSteps(
        ['outputs'],
        () => makeFolderSteps(disk, dir),
        (isMade) => (isMade ? 1 : 0),
      )
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

export function placeIn(
  space: { readonly patterns: Patterns; readonly windows: boolean },
  identity: RunIdentity,
): RunPlace {
  const { path, logPath } = placeRun(identity, space.patterns)
  const name = path.slice(folderOf(path).length + 1)
  return { name, dir: diskPath(path, space.windows), logDir: diskPath(logPath, space.windows) }
}

/** Throws NAME_TOO_LONG where the paths of the run would be too long for Windows (spec 1.5). */
export function checkLength(context: TakeContext, dir: string): void {
  if (!mustBeShort(context)) return
  const longest = context.space.root.length + 1 + dir.length + 1 + LONGEST_INNER_LENGTH
  if (longest <= MAX_WINDOWS_PATH_LENGTH) return
  throw new RundirError(
    'NAME_TOO_LONG',
    `the longest path of ${dir} would have ${longest} characters, Windows takes ${MAX_WINDOWS_PATH_LENGTH}`,
    { hint: 'move the workspace to a shorter path, or lower naming.max_name_length' },
  )
}

function mustBeShort({ space }: TakeContext): boolean {
  return space.windows || space.naming.windows_paths
}
