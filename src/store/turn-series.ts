import { type Patterns, patternLayout, placeRun, type RunIdentity } from '../layout/builtin.js'
import { parseTurn, shortGitHash } from '../run/stamp.js'
import { type Instant, printDirectoryStamp } from '../value/instant.js'
import { shortenSlug, slug } from '../value/slug.js'
import { folderOf } from './claim.js'
import type { Series } from './series.js'

/** A request that is told apart by its time stamp or run id, and by a turn. */
export type TurnRequest =
  | { readonly layout: 'experiment'; readonly project: string; readonly gitHash: string | null }
  | { readonly layout: 'evaluation'; readonly split: string; readonly runType: string; readonly scopeId: string }
  | { readonly layout: 'cluster' }
  | { readonly layout: 'session'; readonly sessionType: string; readonly split: string }
  | { readonly layout: 'benchmark'; readonly suite: string; readonly scenario: string }

/** A request in a layout of the workspace file. */
export interface PatternRequest {
  readonly layout: 'pattern'
  /** Name of the layout. */
  readonly pattern: string
  readonly fields: Readonly<Record<string, string>>
  readonly gitHash: string | null
}

/** Paths that end in a time stamp or a run id; a second claim of the same gets `_2`. Throws NAME_INVALID. */
export function turnSeries(request: TurnRequest, runId: string, at: Instant): Series {
  const stamp = printDirectoryStamp(at)
  switch (request.layout) {
    case 'experiment': {
      const { layout, project } = request
      const gitHash = shortGitHash(request.gitHash)
      const segments = { project, timestamp: stamp, git_hash: gitHash }
      return turns(layout, segments, (turn) => ({ layout, project, stamp, gitHash, turn }))
    }
    case 'evaluation': {
      const { layout, split, runType, scopeId } = request
      const segments = { split, run_type: runType, scope_id: scopeId, timestamp: stamp }
      return turns(layout, segments, (turn) => ({ layout, split, runType, scopeId, stamp, turn }))
    }
    case 'cluster': {
      const { layout } = request
      return turns(layout, { timestamp: stamp }, (turn) => ({ layout, stamp, turn }))
    }
    case 'session': {
      const { layout, sessionType, split } = request
      const segments = { session_type: sessionType, split, timestamp: stamp }
      return turns(layout, segments, (turn) => ({ layout, sessionType, split, stamp, turn }))
    }
    case 'benchmark': {
      const { layout, suite, scenario } = request
      const segments = { suite, scenario, run_id: runId }
      return turns(layout, segments, (turn) => ({ layout, suite, scenario, runId, turn }))
    }
  }
}

/** Paths of a user's pattern; each folder and wording around a `{counter}` counts for itself. Throws NAME_INVALID, ARGUMENT_MISSING. */
export function patternSeries(request: PatternRequest, patterns: Patterns, runId: string, at: Instant): Series {
  const layout = patternLayout(request.pattern, patterns)
  const stamp = printDirectoryStamp(at)
  const values: Record<string, string> = {
    date: stamp.slice(0, 10),
    time: stamp.slice(11),
    timestamp: stamp,
    git_hash: shortGitHash(request.gitHash),
    run_id: runId,
  }
  for (const key of layout.fields) {
    const text = request.fields[key]
    if (text !== undefined) values[key] = slug(text, key.replaceAll('_', '-'))
  }
  const used = Object.fromEntries(layout.placeholders.map((key) => [key, values[key] ?? '']))
  const identityOf = (number: number): RunIdentity => ({
    layout: 'pattern',
    pattern: request.pattern,
    values: used,
    number,
  })
  const folder = folderOf(placeRun(identityOf(1), patterns).path)
  const family = ['pattern', request.pattern, ...Object.values(used)].join('.')
  return {
    layout: request.pattern,
    prefix: belowRuns(folder),
    segments: used,
    family: layout.counted ? shortenSlug(family.toLowerCase(), MAX_FAMILY_LENGTH) : undefined,
    scope: undefined,
    limit: layout.counted ? MAX_COUNTER : Number.MAX_SAFE_INTEGER,
    identityOf,
    folders: [folder],
    numberOf: (name) => layout.numberOf(used, `${folder}/${name}`),
    counts: () => true,
  }
}

const MAX_FAMILY_LENGTH = 200
const MAX_COUNTER = 999_999_999

function turns(
  layout: TurnRequest['layout'],
  segments: Readonly<Record<string, string>>,
  identityOf: (turn: number) => RunIdentity,
): Series {
  const path = placeRun(identityOf(1), {}).path
  const folder = folderOf(path)
  const base = path.slice(folder.length + 1).toLowerCase()
  return {
    layout,
    prefix: belowRuns(folder),
    segments,
    family: undefined,
    scope: undefined,
    limit: Number.MAX_SAFE_INTEGER,
    identityOf,
    folders: [folder],
    numberOf: (name) => parseTurn(name.toLowerCase(), (text) => text === base)?.turn,
    counts: () => true,
  }
}

function belowRuns(folder: string): string {
  return folder.replace(/^runs\/?/, '')
}
