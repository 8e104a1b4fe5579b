import { walkFiles } from '../../disk/directory.js'
import { type DamageReport, describeDamage } from '../../metric/log-reader.js'
import { readMetrics } from '../../metric/read-metrics.js'
import type { Attempt } from '../../run/attempt.js'
import type { ManifestKeys } from '../../run/manifest.js'
import { referenceOf } from '../../run/reference.js'
import type { ShownStatus } from '../../run/status.js'
import { findRunFolders } from '../../store/find.js'
import { Damage, getRun, type Reader, type Run, readAttempt, readAttempts, readRun } from '../../store/read.js'
import { logDirOf } from '../exported.js'
import { readerOf, type Workspace } from '../open.js'
import { type ShownScalars, showScalars } from './metrics.js'

/** Everything that is known of one run; keys as `show --json` prints them. */
export interface RunView extends Omit<ManifestKeys, 'status'> {
  readonly status: ShownStatus
  /** How a status that is not stored was found out; null for one that is. */
  readonly status_reason: string | null
  readonly metrics: ShownScalars
  /** Relative to the workspace. */
  readonly paths: { readonly run: string; readonly logs: string; readonly artifacts: readonly string[] }
  readonly attempts: readonly Attempt[]
  readonly children: readonly string[]
  /** What could not be read, in sentences. */
  readonly damage: readonly string[]
}

const SHOWN_ARTIFACTS = 1_000

/** One run in full. `dir` is relative to the workspace. Throws RUN_UNKNOWN, RUN_DAMAGED, FORMAT_NEWER. */
export function showRun(workspace: Workspace, dir: string): RunView {
  const reader = readerOf(workspace)
  const run = getRun(reader, dir)
  const path = `${workspace.root}/${dir}`
  const metrics = readMetrics(path, [])
  const artifacts = walkFiles(`${path}/artifacts`).slice(0, SHOWN_ARTIFACTS)
  return {
    ...run.manifest,
    status: run.status,
    status_reason: reasonOf(reader, run),
    metrics: showScalars(metrics.scalars),
    paths: { run: dir, logs: logDirOf(dir), artifacts: artifacts.map((file) => `${dir}/artifacts/${file}`) },
    attempts: readAttempts(reader, run),
    children: childrenOf(workspace, dir),
    damage: sentencesOf(metrics.damage),
  }
}

function reasonOf(reader: Reader, run: Run): string | null {
  if (run.status === run.manifest.status) return null
  const attempt = readAttempt(reader, run.dir, run.manifest.attempt)
  if (attempt === undefined) return 'its attempt was never written'
  const programs =
    attempt.pid === null
      ? `rundir (${attempt.launcher_pid})`
      : `rundir (${attempt.launcher_pid}) and the program (${attempt.pid})`
  if (attempt.host !== reader.here.host)
    return `it was started on ${attempt.host}, which cannot be asked from here, and has been silent`
  if (attempt.boot_id !== reader.here.bootId) return `${attempt.host} was started again since`
  return `${programs} are gone, and nobody ended the run`
}

/** Damaged lines of the live logs: the rest of them is read all the same. */
function sentencesOf({ count, places }: DamageReport): string[] {
  const sentences = places.map((place) => `metrics/${place.file}, ${describeDamage(place)}`)
  return count > places.length ? [...sentences, `and ${count - places.length} more lines of the logs`] : sentences
}

/** Runs that name this one as a parent, by reference; every manifest is read. */
function childrenOf(workspace: Workspace, dir: string): string[] {
  const reference = referenceOf(dir)
  const reader = readerOf(workspace)
  const children: string[] = []
  for (const other of findRunFolders(workspace.root)) {
    const run = readRun(reader, other)
    if (!(run instanceof Damage) && run.manifest.parents.includes(reference)) children.push(referenceOf(other))
  }
  return children
}
