import { resolve } from 'node:path'
import { cwd, env } from 'node:process'
import { type OpenOptions, type OpenWorkspace, openLibrary } from './workspace/library.js'

/**
 * Opens the workspace that `folder` belongs to: the nearest folder upwards with a workspace file, else the git root,
 * else the folder. Relative to the working folder; the environment is this process's unless another is given.
 */
export async function openWorkspace(folder = '.', options?: Partial<OpenOptions>): Promise<OpenWorkspace> {
  return await openLibrary(resolve(cwd(), folder), { environment: env, ...options })
}

export type { ErrorCode } from './error/codes.js'
/** Errors: `error.code` is one of a closed table. */
export { RundirError } from './error/rundir-error.js'
/** Metrics. */
export type { MetricValues } from './metric/metric-writer.js'
export type { Scalar } from './metric/summary.js'
/** Values. */
export type { Manifest } from './run/manifest.js'
export type { ShownStatus, StoredStatus, TerminalStatus } from './run/status.js'
export type { ActiveRun } from './workspace/active-run.js'
/** Workspaces and runs. */
export type { CreateRunOptions, OpenOptions, OpenWorkspace } from './workspace/library.js'
export type { RunPage } from './workspace/list.js'
export type { SeriesMap } from './workspace/metrics.js'
export type { Row } from './workspace/row.js'
export type { RunView } from './workspace/show.js'
