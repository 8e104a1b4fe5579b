import { isRundirError, RundirError } from '../error/rundir-error.js'
import type { Patterns } from '../layout/builtin.js'
import { randomText } from '../run/id.js'
import { readRunName } from '../run/name.js'
import type { NamingSettings } from '../run/naming.js'
import type { PipelineSegments } from '../run/segments.js'
import { type Clock, printInstant } from '../value/instant.js'
import { type AllocationDisk, dryDisk, realDisk } from './allocation-disk.js'
import type { Claimant, Steps } from './claim.js'
import { exactSeries, takeExactSteps } from './exact.js'
import { pipelineSeries, type Series, stampedSeries } from './series.js'
import { type Taken, takeNextSteps, takeUnclaimedSteps } from './take.js'
import { type PatternRequest, patternSeries, type TurnRequest, turnSeries } from './turn-series.js'

/** A workspace, as far as names depend on it. */
export interface Space {
  /** Absolute. */
  readonly root: string
  readonly naming: NamingSettings
  /** Layouts of the workspace file: name → pattern. */
  readonly patterns: Patterns
  /** Whether paths are written as Windows needs them. */
  readonly windows: boolean
}

/** A name in the layout `pipeline`. */
export interface PipelineRequest {
  readonly layout: 'pipeline'
  readonly segments: PipelineSegments
  /** That number or NAME_TAKEN (`--run-index`, `FORCE_RUN_INDEX`). */
  readonly forceIndex?: number | undefined
  /** With `forceIndex`, `adoptName` or an old name: reuse the directory of the run that has it. */
  readonly force?: boolean | undefined
  /** That name or NAME_TAKEN (`RUN_NAME`). */
  readonly adoptName?: string | undefined
  /** The old name for a workspace with `use_legacy`; else made from the segments. */
  readonly legacyName?: string | undefined
}

export type RunRequest = PipelineRequest | TurnRequest | PatternRequest

/** A name and a directory that belong to one run for good. */
export interface Allocation {
  /** A built-in layout, or the name of a pattern. */
  readonly layout: string
  /** The canonical name, or the last part of the path. */
  readonly name: string
  /** `<model>-<dataset>-<size>`, or the folder of the run below `runs/`. */
  readonly prefix: string
  /** `N`; null in names that hold no counter. */
  readonly number: number | null
  /** Relative to the root, with `/`, as it stands on disk. */
  readonly dir: string
  /** Where the run's logs go, relative to the root; not made yet. */
  readonly logDir: string
  /** What the name was made of, for `name_segments` of the manifest. */
  readonly segments: Readonly<Record<string, string>>
  /** Sentences for the user, such as why there is no number. */
  readonly notices: readonly string[]
}

/**
 * The name that `allocateRun` would give now. Claims and writes nothing, so that another process may get it first.
 * Throws as `allocateRun` does.
 */
export function previewRun(space: Space, request: RunRequest, clock: Clock): Allocation {
  const claimant = { runId: `${clock.now()}-${randomText(9)}`, host: '', pid: 0 }
  return finish(allocationSteps(dryDisk(realDisk(space.root)), space, request, claimant, clock))
}

/**
 * Claims a name and makes its directory; both survive a power cut when it returns (spec 1.4, docs/format.md).
 * No other call, in whatever process, ever returns the same; a crash leaves at worst a claim without a run.
 * With `force` the directory may hold a run already; its manifest is then kept as `run_manifest.<n>.json` and stays in place.
 * Throws NAME_TAKEN, NAME_INVALID, NAME_TOO_LONG, DISK_*.
 */
export function allocateRun(space: Space, request: RunRequest, claimant: Claimant, clock: Clock): Allocation {
  return finish(allocationSteps(realDisk(space.root), space, request, claimant, clock))
}

/** The steps of one allocation, to be interleaved with those of others in a proof. */
export function* allocationSteps(
  disk: AllocationDisk,
  space: Space,
  request: RunRequest,
  claimant: Claimant,
  clock: Clock,
): Steps<Allocation> {
  const at = clock.now()
  const context = { disk, space, claimant, at: printInstant(at), nonce: randomText(12) }
  if (request.layout !== 'pipeline') {
    const series =
      request.layout === 'pattern'
        ? patternSeries(request, space.patterns, claimant.runId, at)
        : turnSeries(request, claimant.runId, at)
    const taken = yield* takeNextSteps(context, series)
    if (taken === undefined)
      throw new RundirError('NAME_TAKEN', `every number of the layout ${series.layout} is taken below ${series.prefix}`)
    return allocation(series, taken, [])
  }
  const exact = exactSeries(request, space.naming)
  if (exact !== undefined)
    return allocation(exact.series, yield* takeExactSteps(context, exact, request.force === true), [])
  const numbered = pipelineSeries(request.segments, space.naming)
  try {
    const taken = yield* takeNextSteps(context, numbered)
    if (taken !== undefined) return allocation(numbered, taken, [])
  } catch (error) {
    if (!isRundirError(error, 'DISK_READONLY') && !isRundirError(error, 'DISK_DENIED')) throw error
    const stamped = stampedSeries(request.segments, space.naming, at)
    const taken = yield* takeUnclaimedSteps(context, stamped)
    const notice = `the name has a time stamp instead of a number, because no number can be claimed: ${error.message}`
    return allocation(stamped, taken, [notice])
  }
  const stamped = stampedSeries(request.segments, space.naming, at)
  const taken = yield* takeNextSteps(context, stamped)
  if (taken === undefined) throw new Error('impossible: a time stamp has no last turn')
  return allocation(stamped, taken, [
    `the name has a time stamp instead of a number, because the counter ${numbered.family} is at its end (${numbered.limit}); --run-index takes a number that is free`,
  ])
}

function allocation(series: Series, { number, place }: Taken, notices: readonly string[]): Allocation {
  const { name, dir, logDir } = place
  const { layout, prefix, segments, family } = series
  const known = { layout, name, prefix, dir, logDir, segments, notices }
  if (family !== undefined) return { ...known, number }
  // A name that was given whole may hold one.
  return { ...known, number: layout === 'pipeline' ? (readRunName(name)?.number ?? null) : null }
}

function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
