import type { Checksum } from '../artifact/checksums.js'
import type { Content } from '../artifact/content.js'
import type { PredictionProblem } from '../artifact/prediction.js'
import type { RunIdentity } from '../layout/builtin.js'
import type { MetricsReading } from '../metric/inspect-metrics.js'
import type { Attempt } from '../run/attempt.js'
import type { Manifest } from '../run/manifest.js'
import type { ShownStatus } from '../run/status.js'

/** What stands in `run_manifest.json`. */
export type ManifestReading =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' | 'newer'; readonly why: string }
  | {
      readonly kind: 'read'
      readonly manifest: Manifest
      readonly status: ShownStatus
      /** Where it does not fit its schema, in sentences. */
      readonly misfits: readonly string[]
    }

/** A text in a file of the run; `where` is a key or a line. */
export interface Passage {
  /** Relative to the run. */
  readonly file: string
  readonly where: string
  readonly text: string
}

export interface InspectedFile {
  /** Relative to the run. */
  readonly path: string
  readonly sizeBytes: number
  /** Undefined for files that rundir itself writes. */
  readonly content: Content | undefined
}

/** What stands in `artifacts.sha256`. */
export interface SealReading {
  /** Undefined when the file is missing or not in its format. */
  readonly list: readonly Checksum[] | undefined
  /** Undefined when the file is missing. */
  readonly sha256: string | undefined
}

/** Everything about one run that the rules look at; gathered by `take-inventory.ts`. */
export interface RunInventory {
  /** Relative to the workspace. */
  readonly dir: string
  readonly manifest: ManifestReading
  /** Undefined where no layout places a run. */
  readonly identity: RunIdentity | undefined
  /** The process that claimed the name has ended; undefined when nobody can tell, or a settled run makes it all the same. */
  readonly isClaimantGone: boolean | undefined
  readonly files: readonly InspectedFile[]
  /** Links that lead out of the run or nowhere, and special files. */
  readonly strangers: readonly { readonly path: string; readonly why: string }[]
  /** Half-written files whose writer is gone. */
  readonly leftovers: readonly string[]
  /** By number; null for a file that cannot be read. */
  readonly attempts: ReadonlyMap<number, Attempt | null>
  readonly interpolations: readonly Passage[]
  /** Texts that hold the path of the workspace, or an absolute path where only relative ones belong. */
  readonly anchoredPaths: readonly Passage[]
  /** Other absolute paths in the configuration. */
  readonly foreignPaths: readonly Passage[]
  readonly seal: SealReading
  /** Sealed files whose content is another one; undefined when the contents were not read. */
  readonly changed: readonly string[] | undefined
  readonly metrics: MetricsReading
  readonly predictions: readonly PredictionProblem[]
  readonly danglingParents: readonly string[]
  readonly hasBatch: boolean
  /** What became of the lockfile that the manifest names. */
  readonly lockfile: 'unnamed' | 'same' | 'changed' | 'missing'
  readonly policy: RunPolicy
}

/** What the settings of the workspace ask of a run of its layout and phase. */
export interface RunPolicy {
  readonly requiredFiles: readonly string[]
  readonly requiredMetrics: readonly string[]
  /** Endings of artifacts, in lower case, with their dot. */
  readonly allowedEndings: ReadonlySet<string>
}

/** What is known of a run when all runs are compared. */
export interface RunSummary {
  readonly dir: string
  readonly runId: string
  /** Of its counter, as `<family> <number>`; null for a run without one. */
  readonly counter: string | null
  readonly createdAt: string
  /** Relative to the workspace. */
  readonly logDir: string
}

/** What the registry says of its models; gathered by the caller, who knows both rooms. Paths are relative to the workspace. */
export interface ModelStock {
  /** Folders into which rundir writes. */
  readonly folders: readonly string[]
  readonly damagedModels: readonly { readonly path: string; readonly why: string }[]
  /** Weights whose content is not what their manifests say; empty when the contents were not read. */
  readonly changedWeights: readonly string[]
  readonly danglingAliases: readonly { readonly path: string; readonly leadsTo: string }[]
}

/** Everything outside of the runs that the rules look at. */
export interface WorkspaceInventory {
  readonly runs: readonly RunSummary[]
  /** Paths of claims that no run, trash or note answers for. */
  readonly orphanedClaims: readonly { readonly path: string; readonly dir: string }[]
  /** Half-written files whose writer is gone, relative to the workspace. */
  readonly leftovers: readonly string[]
  /** Batch files that cannot be read. */
  readonly damagedBatches: readonly string[]
  /** A pointer, where it leads, and where it should. */
  readonly stalePointers: readonly { readonly path: string; readonly leadsTo: string; readonly newest: string }[]
  readonly models: ModelStock
}
