import { listNames } from '../disk/directory.js'
import { readTextIfThere } from '../disk/read.js'
import { isRundirError, RundirError } from '../error/rundir-error.js'
import { type Attempt, checkAttempt, type Here, judgeLease } from '../run/attempt.js'
import { checkManifest, type Manifest, ManifestProblem } from '../run/manifest.js'
import type { ShownStatus } from '../run/status.js'
import { parseJson } from '../value/json.js'

export const MANIFEST_FILE = 'run_manifest.json'
const MANIFEST_LIMIT_BYTES = 16 * 1024 * 1024

/** A run on disk, as it is now. */
export interface Run {
  /** Relative to the workspace, with `/`. */
  readonly dir: string
  readonly manifest: Manifest
  /** What the manifest says, or, while it says `running`, what its lease says. */
  readonly status: ShownStatus
}

/** A run whose files cannot be read: a value, so that one bad run never hides the others. */
export class Damage {
  readonly kind: 'unborn' | 'torn' | 'newer' | 'unreadable'
  readonly dir: string
  readonly why: string

  constructor(kind: Damage['kind'], dir: string, why: string) {
    this.kind = kind
    this.dir = dir
    this.why = why
  }
}

/** What a reader of runs needs to know of its surroundings. */
export interface Reader {
  /** The workspace, absolute. */
  readonly root: string
  readonly here: Here
  readonly now: number
}

/** The run in `dir`; `unborn` when there is a folder (or nothing) without a manifest. */
export function readRun(reader: Reader, dir: string): Run | Damage {
  const run = readRunUnless(reader, dir, undefined)
  if (run === undefined) throw new Error('impossible: a run was passed over that nobody called too old')
  return run
}

/**
 * As `readRun`, for long lists: undefined, without the cost of parsing, for a run whose manifest was created at a time that `isTooOld`.
 * It is asked with `""` when the text does not tell, which no list may call too old.
 */
export function readRunUnless(
  reader: Reader,
  dir: string,
  isTooOld: ((createdAt: string) => boolean) | undefined,
): Run | Damage | undefined {
  const text = readManifestText(reader, dir)
  if (text instanceof Damage) return text
  if (isTooOld?.(createdAtOf(text)) === true) return undefined
  return judge(reader, dir, text)
}

function readManifestText(reader: Reader, dir: string): string | Damage {
  try {
    const text = readTextIfThere(`${reader.root}/${dir}/${MANIFEST_FILE}`, MANIFEST_LIMIT_BYTES)
    return text ?? new Damage('unborn', dir, `it has no ${MANIFEST_FILE}`)
  } catch (error) {
    if (!isRundirError(error)) throw error
    return new Damage('unreadable', dir, error.message)
  }
}

function judge(reader: Reader, dir: string, text: string): Run | Damage {
  const manifest = parseManifest(dir, text)
  if (manifest instanceof Damage) return manifest
  const status = shownStatus(reader, dir, manifest)
  if (status !== 'lost' || manifest.status !== 'running') return { dir, manifest, status }
  // The run may have ended, or gone on in a new attempt, between the look at its manifest and the look at its processes: its launcher
  // writes the manifest before it goes, so only one that is the same after the processes were missed tells of a loss.
  const later = readManifestText(reader, dir)
  return later === text ? { dir, manifest, status } : later instanceof Damage ? later : judge(reader, dir, later)
}

function parseManifest(dir: string, text: string): Manifest | Damage {
  const value = parseJson(text)
  if (value === undefined) return new Damage('torn', dir, `${MANIFEST_FILE} is not JSON`)
  const manifest = checkManifest(value)
  if (!(manifest instanceof ManifestProblem)) return manifest
  return new Damage(manifest.kind === 'newer' ? 'newer' : 'torn', dir, `${MANIFEST_FILE}: ${manifest.why}`)
}

/** As `readRun`, but damage is an error: RUN_DAMAGED or FORMAT_NEWER. */
export function getRun(reader: Reader, dir: string): Run {
  const run = readRun(reader, dir)
  if (!(run instanceof Damage)) return run
  const code = run.kind === 'newer' ? 'FORMAT_NEWER' : 'RUN_DAMAGED'
  throw new RundirError(code, `${dir} cannot be read: ${run.why}`, { hint: cureOf(run) })
}

function cureOf({ kind, dir }: Damage): string {
  if (kind === 'newer') return 'use a newer rundir'
  return kind === 'unborn' ? `rundir repair ${dir}` : 'look at the file; rundir ls lists the healthy runs'
}

/** Attempts of a run, first to last; files that cannot be read are passed over. */
export function readAttempts(reader: Reader, run: Run): Attempt[] {
  const attempts: Attempt[] = []
  const numbers = listNames(`${reader.root}/${run.dir}/attempts`)
    .filter((name) => /^[1-9]\d{0,8}\.json$/.test(name))
    .map((name) => Number.parseInt(name, 10))
  for (const number of numbers.sort((a, b) => a - b)) {
    const attempt = readAttempt(reader, run.dir, number)
    if (attempt !== undefined) attempts.push(attempt)
  }
  return attempts
}

/** One attempt; undefined when its file is not there or cannot be read. */
export function readAttempt(reader: Reader, dir: string, number: number): Attempt | undefined {
  return checkAttempt(parseJson(readOrNothing(`${reader.root}/${dir}/attempts/${number}.json`)))
}

function shownStatus(reader: Reader, dir: string, manifest: Manifest): ShownStatus {
  if (manifest.status !== 'running') return manifest.status
  const attempt = readAttempt(reader, dir, manifest.attempt)
  const beat = Number.parseInt(readOrNothing(`${reader.root}/${dir}/attempts/${manifest.attempt}.heartbeat`), 10)
  const signs = { runId: manifest.run_id, heartbeatAt: Number.isNaN(beat) ? undefined : beat }
  return judgeLease(attempt, signs, reader.here, reader.now)
}

/** Text of a small file beside the manifest: one that cannot be read says as little as one that is not there. */
function readOrNothing(path: string): string {
  try {
    return readTextIfThere(path) ?? ''
  } catch (error) {
    if (!isRundirError(error)) throw error
    return ''
  }
}

const CREATED_AT = '\n  "created_at": "'
const DATE_LENGTH = '2026-11-21T06:14:09.123Z'.length

/** `created_at` of a manifest as rundir prints it, read off the text; `""` for any other text, and for one that looks cut. */
function createdAtOf(text: string): string {
  const at = text.indexOf(CREATED_AT)
  if (at < 0 || !text.endsWith('\n}\n')) return ''
  const from = at + CREATED_AT.length
  return text[from + DATE_LENGTH] === '"' ? text.slice(from, from + DATE_LENGTH) : ''
}
