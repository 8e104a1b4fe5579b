import { RundirError } from '../error/rundir-error.js'
import { placeRun, type RunIdentity } from '../layout/builtin.js'
import { diskPath } from '../layout/layout.js'
import { isRunId } from '../run/id.js'
import { type RunReference, referenceOf } from '../run/reference.js'
import { isStamp, parseTurn } from '../run/stamp.js'
import type { TurnRequest } from '../store/turn-series.js'

/** Where runs of a type stand, as far as their input tells (spec 1.9, seed 003). */
export type RunScope = Extract<TurnRequest, { layout: 'evaluation' | 'cluster' | 'session' | 'benchmark' }>

/** The folder `runs/` of a workspace. */
export interface RunsRoot {
  /** Absolute. */
  readonly path: string
  /** Whether paths are written as Windows needs them. */
  readonly windows: boolean
}

/**
 * A run of a type: its input, the folder of runs and a time stamp (seed 003). Everything else is computed from those three when
 * it is asked for and stored nowhere, so that `input.json` and the time stamp are enough to get the same object again.
 */
export class TypedRun<Input> {
  readonly input: Input
  readonly runsRoot: RunsRoot
  /** `2026-11-21_06-14-09`, or `2026-11-21_06-14-09_2` for the second claim in that second; the run id of a benchmark. */
  readonly timestamp: string
  readonly #scopeOf: (input: Input) => RunScope

  /** Throws NAME_INVALID for a time stamp that is none. */
  constructor(scopeOf: (input: Input) => RunScope, runsRoot: RunsRoot, input: Input, timestamp: string) {
    this.input = input
    this.runsRoot = runsRoot
    this.timestamp = timestamp
    this.#scopeOf = scopeOf
    parseStamp(timestamp, scopeOf(input).layout)
  }

  /** Relative to the workspace, canonical: `runs/valid/critic/specimen-a__b/2026-11-21_06-14-09`. */
  get path(): string {
    const scope = this.#scopeOf(this.input)
    const { base, turn } = parseStamp(this.timestamp, scope.layout)
    const identity: RunIdentity =
      scope.layout === 'benchmark' ? { ...scope, runId: base, turn } : { ...scope, stamp: base, turn }
    return placeRun(identity, {}).path
  }

  /** Relative to the workspace, as it stands on disk. */
  get dir(): string {
    return diskPath(this.path, this.runsRoot.windows)
  }

  get reference(): RunReference {
    return referenceOf(this.path)
  }

  /** Absolute. */
  get root(): string {
    return `${this.runsRoot.path}/${diskPath(this.reference, this.runsRoot.windows)}`
  }

  get inputPath(): string {
    return `${this.root}/input.json`
  }

  get outputPath(): string {
    return `${this.root}/output.json`
  }

  /** What happened in the run, one JSON object a line; there only when something was told. */
  get eventsPath(): string {
    return `${this.root}/events.jsonl`
  }

  /** The error that ended a failed run. */
  get errorPath(): string {
    return `${this.root}/error.json`
  }

  get manifestPath(): string {
    return `${this.root}/run_manifest.json`
  }

  get logsPath(): string {
    return `${this.root}/logs`
  }
}

function parseStamp(timestamp: string, layout: RunScope['layout']): { base: string; turn: number } {
  const parsed = parseTurn(timestamp, layout === 'benchmark' ? isRunId : isStamp)
  if (parsed !== undefined) return parsed
  throw new RundirError('NAME_INVALID', `${JSON.stringify(timestamp)} is no time stamp of a run`, {
    hint: 'it looks like 2026-11-21_06-14-09, in UTC',
  })
}
