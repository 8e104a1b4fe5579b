import { setImmediate } from 'node:timers/promises'
import { CHECKSUM_FILE, checksumLine, isVouchedFor, parseChecksums, writeChecksums } from '../../artifact/checksums.js'
import { staysBelow } from '../../disk/below.js'
import { digestFile, digestText } from '../../disk/digest.js'
import { makeDirectories, walkFiles } from '../../disk/directory.js'
import { readTextIfThere, statIfThere } from '../../disk/read.js'
import { releaseSpace } from '../../disk/reserve.js'
import { replaceFile } from '../../disk/write.js'
import { recogniseRun } from '../../layout/builtin.js'
import { canonicalPath } from '../../layout/layout.js'
import { finishMetrics } from '../../metric/finish-metrics.js'
import { ATTEMPT_VERSION, type Attempt } from '../../run/attempt.js'
import { makeRunId } from '../../run/id.js'
import { type Manifest, makeManifest } from '../../run/manifest.js'
import { nameClaimPath, parseClaim } from '../../store/claim.js'
import { getRun, type Run, readAttempt } from '../../store/read.js'
import { updateManifest, writeAttempt, writeManifest } from '../../store/update.js'
import { printInstant } from '../../value/instant.js'
import { summaryOf } from '../launch/end.js'
import { readerOf, type Workspace } from '../open.js'

const STOPPED = 'rundir stopped before the run began'

/** Writes the manifest of a folder that was claimed and never became a run, from what its claim says. */
export function adoptFolder(workspace: Workspace, dir: string): void {
  const { root, clock, settings, here } = workspace
  const identity = recogniseRun(dir, settings.layouts)
  if (identity === undefined) return
  const claim = parseClaim(readTextIfThere(`${root}/${nameClaimPath(dir)}`))
  const name = canonicalPath(dir.slice(dir.lastIndexOf('/') + 1))
  const at = claim.at ?? printInstant(clock.now())
  const number = identity.layout === 'pipeline' ? /-run(\d+)$/.exec(name)?.[1] : undefined
  const segments = Object.entries(claim.segments ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const manifest = makeManifest({
    run_id: claim.runId ?? makeRunId(clock),
    name,
    layout: identity.layout === 'pattern' ? identity.pattern : identity.layout,
    status: 'failed',
    created_at: at,
    ended_at: at,
    host: here.host,
    error: STOPPED,
    name_segments: Object.fromEntries(segments),
    counter: number === undefined ? null : Number(number),
  })
  writeManifest(root, dir, manifest)
}

/**
 * Ends a run that nobody ends: as its last attempt says, when that has an end; as `lost` when its processes went without a word; as
 * failed when they never came. `metrics.json`, checksums, attempt and manifest are written in the order of docs/format.md.
 */
export async function endDeadRun(workspace: Workspace, dir: string): Promise<void> {
  const run = getRun(readerOf(workspace), dir)
  const attempt = readAttempt(readerOf(workspace), dir, run.manifest.attempt)
  const ending = endingOf(workspace, run, attempt)
  releaseSpace(`${workspace.root}/${dir}/.reserve`)
  const sealed = await sealFiles(workspace, dir)
  if (attempt !== undefined)
    writeAttempt(workspace.root, dir, { ...attempt, ended_at: attempt.ended_at ?? ending.ended_at })
  updateManifest(workspace.root, run, { ...ending, ...sealed })
}

type DeadEnding = Pick<Manifest, 'status' | 'exit_code' | 'signal' | 'error'> & { readonly ended_at: string }

function endingOf({ root }: Workspace, run: Run, attempt: Attempt | undefined): DeadEnding {
  const { created_at, started_at, status } = run.manifest
  const ended_at = attempt?.ended_at ?? null
  if (attempt !== undefined && ended_at !== null && (attempt.exit_code !== null || attempt.signal !== null)) {
    const { exit_code, signal } = attempt
    return { status: exit_code === 0 ? 'completed' : 'failed', ended_at, exit_code, signal, error: null }
  }
  const nothing = { exit_code: null, signal: null }
  if (status === 'created') return { ...nothing, status: 'failed', ended_at: created_at, error: STOPPED }
  const beat = readTextIfThere(`${root}/${run.dir}/attempts/${run.manifest.attempt}.heartbeat`)
  const beatAt = Number.parseInt(beat ?? '', 10)
  const lastSign = Number.isNaN(beatAt) ? (attempt?.started_at ?? started_at ?? created_at) : printInstant(beatAt)
  // An attempt with an end and nothing else says no more than that: its program, or a repair, was cut off before the last word.
  return { ...nothing, status: 'lost', ended_at: ended_at ?? lastSign, error: 'its processes were gone without a word' }
}

/** Writes what a seal vouches for, and returns what the manifest says of it. */
async function sealFiles({ root }: Workspace, dir: string): Promise<Pick<Manifest, 'summary' | 'seal'>> {
  const summary = summaryOf(finishMetrics(`${root}/${dir}`).scalars)
  return { summary, seal: await writeChecksums(`${root}/${dir}`, () => undefined) }
}

/** Seals a run that has ended without a seal. */
export async function sealEndedRun(workspace: Workspace, dir: string): Promise<void> {
  const run = getRun(readerOf(workspace), dir)
  releaseSpace(`${workspace.root}/${dir}/.reserve`)
  updateManifest(workspace.root, run, await sealFiles(workspace, dir))
}

/** Opens the seal of a run whose sealed files are all as they were; false, and nothing done, when one is not. */
export async function unsealRun(workspace: Workspace, dir: string): Promise<boolean> {
  const path = `${workspace.root}/${dir}`
  for (const { path: file, sha256 } of parseChecksums(readTextIfThere(`${path}/${CHECKSUM_FILE}`) ?? '') ?? []) {
    await setImmediate()
    const isThere = staysBelow(file) && statIfThere(`${path}/${file}`)?.kind === 'file'
    if (!isThere || digestFile(`${path}/${file}`) !== sha256) return false
  }
  updateManifest(workspace.root, getRun(readerOf(workspace), dir), { seal: null })
  return true
}

/** Makes `metrics.json`, and its archive, from the live logs. */
export function remakeMetrics({ root }: Workspace, dir: string): boolean {
  finishMetrics(`${root}/${dir}`)
  return statIfThere(`${root}/${dir}/metrics.json`) !== undefined
}

/** Writes the list of checksums again where it comes out as the sealed one; false, and nothing done, where it does not. */
export async function remakeChecksums(workspace: Workspace, dir: string): Promise<boolean> {
  const path = `${workspace.root}/${dir}`
  const lines: string[] = []
  for (const file of walkFiles(path).filter(isVouchedFor)) {
    await setImmediate()
    lines.push(checksumLine(digestFile(`${path}/${file}`), file))
  }
  const text = lines.join('')
  if (digestText(text) !== getRun(readerOf(workspace), dir).manifest.seal?.sha256) return false
  replaceFile(`${path}/${CHECKSUM_FILE}`, text, 'durable')
  return true
}

/** Makes the file of the last attempt say how the run ended. */
export function closeAttempt(workspace: Workspace, dir: string): void {
  const { manifest } = getRun(readerOf(workspace), dir)
  const known = readAttempt(readerOf(workspace), dir, manifest.attempt)
  const { ended_at, exit_code, signal } = manifest
  makeDirectories(`${workspace.root}/${dir}/attempts`, 'durable')
  writeAttempt(workspace.root, dir, { ...(known ?? emptyAttempt(manifest)), ended_at, exit_code, signal })
}

function emptyAttempt(manifest: Manifest): Attempt {
  return {
    schema_version: ATTEMPT_VERSION,
    attempt: manifest.attempt,
    command: manifest.command,
    git_hash: manifest.git_hash,
    git_dirty: manifest.git_dirty,
    host: manifest.host ?? '',
    boot_id: '',
    pid: null,
    pid_started: '',
    launcher_pid: 0,
    launcher_started: '',
    started_at: manifest.started_at ?? manifest.created_at,
    ended_at: null,
    exit_code: null,
    signal: null,
    resumed_from: null,
  }
}
