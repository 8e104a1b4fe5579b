import type { Manifest } from '../run/manifest.js'
import type { TerminalStatus } from '../run/status.js'
import type { Space } from '../store/allocate.js'
import type { Claimant } from '../store/claim.js'
import type { Reader, Run } from '../store/read.js'
import type { Clock } from '../value/instant.js'
import type { RunsRoot } from './typed-run.js'

/** What typed runs ask of the workspace that they stand in; whoever composes the rooms provides it. */
export interface Stage {
  readonly space: Space
  readonly clock: Clock
  readonly claimant: Pick<Claimant, 'host' | 'pid'>
  /** Where all runs of this stage come from: code, packages, machine. */
  readonly provenance: Partial<Manifest>
  /** Writes the uncommitted change into a run that was just claimed, where there is one. */
  readonly keepPatch: (dir: string) => void
  /** How runs are read now. */
  readonly reader: () => Reader
  /** Starts a process life of a run: its manifest says `running`. */
  readonly begin: (run: Run) => Run
  /** Puts an end to a run that nobody leads any more: what still runs of it is killed, and it is `cancelled`. */
  readonly retire: (run: Run) => Promise<void>
  /** Seals a run and writes its terminal status. */
  readonly end: (run: Run, end: { readonly status: TerminalStatus; readonly error: string | undefined }) => Promise<Run>
}

export function runsRootOf(stage: Pick<Stage, 'space'>): RunsRoot {
  return { path: `${stage.space.root}/runs`, windows: stage.space.windows }
}
