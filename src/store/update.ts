import { createFileOnce, type Durability, replaceFile } from '../disk/write.js'
import type { Attempt } from '../run/attempt.js'
import type { Manifest } from '../run/manifest.js'
import { checkStep } from '../run/status.js'
import { printJsonFile } from '../value/json.js'
import { MANIFEST_FILE, type Run } from './read.js'

/** Writes the first manifest of a run that was just claimed. Durable when it returns, unless a durable write in the run follows at once. */
export function writeManifest(
  root: string,
  dir: string,
  manifest: Manifest,
  durability: Exclude<Durability, 'rebuildable'> = 'durable',
): void {
  replaceFile(`${root}/${dir}/${MANIFEST_FILE}`, printJsonFile(manifest), durability)
}

/**
 * Replaces keys of a run's manifest atomically; keys that this version does not know survive.
 * Throws STATUS_ILLEGAL for a step that the state machine does not have (spec 2.3).
 */
export function updateManifest(root: string, run: Run, changes: Partial<Manifest>): Run {
  const { status } = changes
  if (status !== undefined && status !== run.manifest.status) checkStep(run.manifest.name, run.manifest.status, status)
  return replaceManifest(root, run, changes)
}

/**
 * As `updateManifest`, for the one step that starts again: a new attempt of a run that had ended. The run is told by the command of its
 * last attempt, and made of two different things it has no identity (docs/format.md).
 */
export function reopenManifest(root: string, run: Run, attempt: Attempt, isOther = false): Run {
  return replaceManifest(root, run, {
    status: 'running',
    attempt: attempt.attempt,
    command: attempt.command === null ? null : [...attempt.command],
    identity: isOther ? null : run.manifest.identity,
    started_at: run.manifest.started_at ?? attempt.started_at,
    ended_at: null,
    exit_code: null,
    signal: null,
    error: null,
    seal: null,
  })
}

function replaceManifest(root: string, run: Run, changes: Partial<Manifest>): Run {
  const manifest = { ...run.manifest, ...changes }
  writeManifest(root, run.dir, manifest)
  return { ...run, manifest, status: manifest.status }
}

/** Writes the first `attempts/<n>.json`; false when somebody else has begun that attempt. Durable when it returns. */
export function createAttempt(root: string, dir: string, attempt: Attempt): boolean {
  return createFileOnce(`${root}/${dir}/attempts/${attempt.attempt}.json`, printJsonFile(attempt), 'durable')
}

/** Replaces `attempts/<n>.json`. Durable when it returns. */
export function writeAttempt(root: string, dir: string, attempt: Attempt): void {
  replaceFile(`${root}/${dir}/attempts/${attempt.attempt}.json`, printJsonFile(attempt), 'durable')
}

/**
 * Notes the process that was started into the attempt of a run. A power cut ends that process, so that the note may be lost with it;
 * the end of the attempt makes it durable.
 */
export function noteProcess(root: string, dir: string, attempt: Attempt): void {
  replaceFile(`${root}/${dir}/attempts/${attempt.attempt}.json`, printJsonFile(attempt), 'entrusted')
}
