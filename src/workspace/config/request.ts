import type { Composed, Layer } from '../../config/compose.js'
import type { ConfigTree } from '../../config/tree.js'
import type { CounterScope } from '../../run/naming.js'

/** What a new run is asked to be; flags, library options and the Python client all come down to this. */
export interface NewRunRequest {
  /** A built-in layout or one of the settings; pipeline when absent, experiment when a project is given. */
  readonly layout?: string | undefined
  readonly project?: string | undefined
  readonly model?: string | undefined
  readonly dataset?: string | undefined
  readonly sampleSize?: string | undefined
  readonly scope?: CounterScope | undefined
  readonly runIndex?: number | undefined
  /** Reuse the directory of a taken number. */
  readonly force?: boolean | undefined
  readonly phase?: string | undefined
  readonly profile?: string | undefined
  /** Path of a configuration file, relative to `cwd`. */
  readonly configFile?: string | undefined
  /** A configuration that is already composed by the caller (library). */
  readonly config?: ConfigTree | undefined
  /** Composed before, by the run that is made again: nothing else is read. */
  readonly prepared?: PreparedConfig | undefined
  /** Outputs of earlier steps of a pipeline; they come after every other layer. */
  readonly inputs?: Layer | undefined
  readonly overrides?: readonly string[] | undefined
  readonly command?: readonly string[] | undefined
  /** Absolute; where relative paths start, and where a command runs. */
  readonly cwd: string
  readonly batch?: string | undefined
  /** Which point of its batch, or step of its pipeline, the run is. */
  readonly part?: string | undefined
  /** Path of the pipeline that it is a step of; it becomes the first parent. */
  readonly pipeline?: string | undefined
  /** Path of the run that this one repeats; it becomes the first parent. */
  readonly reproduces?: string | undefined
  /** Absolute; what stands for the workspace where the code is, when that is a worktree elsewhere. */
  readonly home?: string | undefined
  readonly group?: string | undefined
  readonly parents?: readonly string[] | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly notes?: string | undefined
  readonly runType?: string | undefined
}

/** The configuration of a run before it has a name. */
export interface PreparedConfig extends Composed {
  /** The tree without what can only be resolved later: the inputs of a pipeline's steps. */
  readonly resolvable: ConfigTree
  readonly phase: string | null
  readonly profile: string | null
  readonly notices: readonly string[]
}
