import type { RunIdentity } from '../layout/builtin.js'
import {
  familyOf,
  isPrefixOf,
  isShortenedPrefix,
  MAX_RUN_NUMBER,
  mayShareCounter,
  printPrefix,
  printRunName,
  printStampedName,
  readRunName,
  shareCounter,
} from '../run/name.js'
import type { CounterScope, NamingSettings } from '../run/naming.js'
import type { PipelineSegments } from '../run/segments.js'
import { type Instant, printCompactStamp } from '../value/instant.js'

/** What the segments that stand with a run say of its membership. */
export type RecordedSegments = Readonly<Record<string, unknown>>

/**
 * The names that a request may get, in the order in which they are tried: number 1, 2, 3 …
 * A series with a family takes numbers for good; one without only counts the turns of one time stamp.
 */
export interface Series {
  readonly layout: string
  readonly prefix: string
  readonly segments: Readonly<Record<string, string>>
  readonly family: string | undefined
  /** The counter scope, where other names than those of the series may hold its numbers; undefined where its own path is all. */
  readonly scope: CounterScope | undefined
  readonly limit: number
  identityOf(number: number): RunIdentity
  /** Folders of runs and logs, relative to the workspace, in which members of the series may stand. */
  readonly folders: readonly string[]
  /** The number of a folder of that name, in any case; undefined when it cannot be a member. */
  numberOf(name: string): number | undefined
  /** Whether a member counts here: the segments recorded with it decide, else its text (spec 1.3). */
  counts(name: string, recorded: RecordedSegments | undefined): boolean
}

/** Numbered names of the layout `pipeline`. */
export function pipelineSeries(segments: PipelineSegments, naming: NamingSettings): Series {
  const scope = naming.run_counter_scope
  const prefix = printPrefix(segments, naming.max_name_length)
  return {
    layout: 'pipeline',
    prefix,
    segments: { ...segments, scope },
    family: familyOf(segments, scope),
    scope,
    limit: MAX_RUN_NUMBER,
    identityOf: (number) => ({ layout: 'pipeline', name: printRunName(prefix, number) }),
    folders: ['outputs', 'logs'],
    numberOf(name) {
      const parts = readRunName(name.toLowerCase())
      if (parts === undefined || parts.number === null) return undefined
      const possible =
        mayShareCounter(parts.prefix, segments, scope) || isShortenedPrefix(parts.prefix, naming.max_name_length)
      return possible ? parts.number : undefined
    },
    counts(name, recorded) {
      const { model, dataset, size } = recorded ?? {}
      if (typeof model === 'string' && typeof dataset === 'string' && typeof size === 'string')
        return shareCounter({ model, dataset, size }, segments, scope)
      const { prefix = '' } = readRunName(name.toLowerCase()) ?? {}
      // A run that is being copied in has no manifest yet; of a name that was cut only the whole tells.
      return mayShareCounter(prefix, segments, scope) || isPrefixOf(prefix, segments, naming.max_name_length)
    },
  }
}

/** `<prefix>-ts<stamp>`, where no number can be had. */
export function stampedSeries(segments: PipelineSegments, naming: NamingSettings, at: Instant): Series {
  const numbered = pipelineSeries(segments, naming)
  const stamp = printCompactStamp(at)
  return {
    ...numbered,
    family: undefined,
    scope: undefined,
    limit: Number.MAX_SAFE_INTEGER,
    identityOf: (turn) => ({ layout: 'pipeline', name: printStampedName(numbered.prefix, stamp, turn) }),
    numberOf(name) {
      const parts = readRunName(name.toLowerCase())
      return parts?.stamp === stamp && parts.prefix === numbered.prefix ? parts.turn : undefined
    },
    counts: () => true,
  }
}
