import { resolve } from 'node:path'
import { cwd, env } from 'node:process'
import type { DoneRun } from './evaluation/conduct.js'
import type { RunType } from './evaluation/run-type.js'
import type { ConductOptions } from './workspace/evaluation/conduct-typed.js'
import { type OpenOptions, type OpenWorkspace, openLibrary } from './workspace/library/library.js'

/**
 * Opens the workspace that `folder` belongs to: the nearest folder upwards with a workspace file, else the git root,
 * else the folder. Relative to the working folder; the environment is this process's unless another is given.
 */
export async function openWorkspace(folder = '.', options?: Partial<OpenOptions>): Promise<OpenWorkspace> {
  return await openLibrary(resolve(cwd(), folder), { environment: env, ...options })
}

/**
 * Does the work of a typed run as a run of the workspace: its input is checked before anything is claimed, its output before it is
 * written, and what the work throws is kept in the run and thrown on. Throws VALUE_INVALID, DISK_*.
 */
export async function conductRun<Input, Output>(
  type: RunType<Input, Output>,
  input: Input,
  options: ConductOptions = {},
): Promise<DoneRun<Input, Output>> {
  const { conductTyped } = await import('./workspace/evaluation/conduct-typed.js')
  const place = { folder: resolve(cwd(), options.folder ?? '.'), environment: options.environment ?? env }
  return await conductTyped(type, input, place, options)
}

export type { ErrorCode } from './error/codes.js'
/** Errors: `error.code` is one of a closed table. */
export { RundirError } from './error/rundir-error.js'
/** Typed runs; schemas of references, specimens and splits are in `rundir/evaluation/branded-schema`. */
export type { DoneRun } from './evaluation/conduct.js'
export { defineRun, type Execute, type RunType } from './evaluation/run-type.js'
export type { TypedRun } from './evaluation/typed-run.js'
/** Metrics. */
export type { MetricValues } from './metric/metric-writer.js'
export type { Scalar } from './metric/summary.js'
/** Values. */
export type { Manifest } from './run/manifest.js'
export { parseReference, type RunReference } from './run/reference.js'
export { parseSpecimenSlug, parseSplit, type SpecimenSlug, type Split, specimenScopeId } from './run/specimen.js'
export type { ShownStatus, StoredStatus, TerminalStatus } from './run/status.js'
export type { ConductOptions } from './workspace/evaluation/conduct-typed.js'
export type { ActiveRun } from './workspace/library/active-run.js'
/** Workspaces and runs. */
export type { CreateRunOptions, OpenOptions, OpenWorkspace } from './workspace/library/library.js'
export type { SkillHandle } from './workspace/library/skill-handle.js'
export type { ConfigSchema } from './workspace/library/typed-settings.js'
export type { RunPage } from './workspace/look/list.js'
export type { SeriesMap } from './workspace/look/metrics.js'
export type { Row } from './workspace/look/row.js'
export type { RunView } from './workspace/look/show.js'
export type { ResolvedModel } from './workspace/model/resolve.js'
