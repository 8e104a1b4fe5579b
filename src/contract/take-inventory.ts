import { CHECKSUM_FILE, parseChecksums } from '../artifact/checksums.js'
import { inspectContent } from '../artifact/content.js'
import { checkPredictions, METADATA_FILE, type PredictionProblem } from '../artifact/prediction.js'
import { isBelow, staysBelow } from '../disk/below.js'
import { digestText } from '../disk/digest.js'
import { readTextIfThere, statIfThere } from '../disk/read.js'
import { realPathIfThere } from '../disk/real-path.js'
import { type Tree, type TreeFile, walkTree, writerOfLeftover } from '../disk/tree.js'
import { type Patterns, recogniseRun } from '../layout/builtin.js'
import { inspectMetrics } from '../metric/inspect-metrics.js'
import { type LogSizes, pickLogs } from '../metric/log-name.js'
import type { Attempt } from '../run/attempt.js'
import type { Manifest } from '../run/manifest.js'
import { manifestSchema } from '../run/manifest-schema.js'
import { pathOfReference, type RunReference } from '../run/reference.js'
import { isTerminalStatus } from '../run/status.js'
import { readClaimNote } from '../store/claim-note.js'
import { isRunFolder } from '../store/find.js'
import { Damage, type Reader, type Run, readAttempt, readRun } from '../store/read.js'
import { parseJson } from '../value/json.js'
import { isRelPath } from '../value/rel-path.js'
import type { InspectedFile, ManifestReading, RunInventory, RunPolicy, SealReading } from './inventory.js'
import { findPassages } from './passage.js'

/** What is needed to take stock of a run. */
export interface Surroundings {
  readonly reader: Reader
  readonly patterns: Patterns
  policyFor(manifest: Manifest | undefined): RunPolicy
  /** SHA-256 of a lockfile of the workspace by its path; undefined when it is gone. */
  lockfileDigest(path: string): string | undefined
}

/** Whether the live logs and archives are read too, and which sealed files turned out to be changed. */
export interface Thoroughness {
  readonly changed: readonly string[] | undefined
}

/** Gathers what the rules look at, reading each file of the run at most once and none whole that is large. Throws DISK_*. */
export function takeInventory(surroundings: Surroundings, dir: string, { changed }: Thoroughness): RunInventory {
  const { reader, patterns } = surroundings
  const path = `${reader.root}/${dir}`
  const tree = walkTree(path)
  const run = readRun(reader, dir)
  const manifest = run instanceof Damage ? undefined : run.manifest
  const isThorough = changed !== undefined || manifest?.seal === null
  const attempts = readAttempts(reader, dir, tree)
  // A sealed run without a further attempt is settled, whoever claimed its name; most runs are.
  const isSettled = manifest !== undefined && manifest.seal !== null && attempts.size <= manifest.attempt
  return {
    dir,
    manifest: readingOf(run),
    identity: recogniseRun(dir, patterns),
    isClaimantGone: isSettled ? undefined : isClaimantGone(reader, dir),
    files: tree.files.map((file) => inspectFile(path, file)),
    strangers: findStrangers(path, tree),
    leftovers: tree.leftovers.filter((leftover) => isWriterGone(reader, leftover, manifest)),
    attempts,
    ...findPassages(reader, dir, manifest),
    seal: readSeal(path),
    changed,
    metrics: inspectMetrics(path, logsIn(tree), isThorough ? 'thorough' : 'quick'),
    predictions: readPredictions(path, tree),
    ...followReferences(surroundings, manifest),
    policy: surroundings.policyFor(manifest),
  }
}

function readingOf(run: Run | Damage): ManifestReading {
  if (run instanceof Damage) {
    if (run.kind === 'unborn') return { kind: 'missing' }
    return { kind: run.kind === 'newer' ? 'newer' : 'unreadable', why: run.why }
  }
  const { error } = manifestSchema.safeParse(run.manifest)
  const misfits = (error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  return { kind: 'read', manifest: run.manifest, status: run.status, misfits }
}

function logsIn({ files }: Tree): LogSizes {
  const found = files.filter(({ path }) => path.startsWith('metrics/'))
  const sizes = new Map(found.map(({ path, sizeBytes }) => [path.slice('metrics/'.length), sizeBytes]))
  return Object.fromEntries(pickLogs([...sizes.keys()]).map(({ file }) => [file, sizes.get(file) ?? 0]))
}

/** False while the process that claimed the run still lives; undefined when only another machine could tell. */
export function isClaimantGone(reader: Reader, dir: string): boolean | undefined {
  const { host, pid } = readClaimNote(reader.root, dir)
  if (pid === undefined || host !== reader.here.host) return undefined
  return !reader.here.isAlive({ pid, started: '' })
}

/** Written by rundir or by the program's own hand, and read as what they are. */
const OWN_FILE = /^(?:run_manifest\.json|artifacts\.sha256|metrics\.json|\.reserve|(?:metrics|attempts|logs)\/.*)$/
/** No pickle that calls anything is shorter, and no other content does harm. */
const SHORTEST_HARM_BYTES = 8

function inspectFile(runPath: string, { path, sizeBytes }: TreeFile): InspectedFile {
  const isOwn = OWN_FILE.test(path)
  const isHarmless = sizeBytes < SHORTEST_HARM_BYTES && !path.startsWith('artifacts/')
  return { path, sizeBytes, content: isOwn || isHarmless ? undefined : inspectContent(`${runPath}/${path}`, sizeBytes) }
}

function findStrangers(runPath: string, tree: Tree): { path: string; why: string }[] {
  const strangers = tree.specials.map((path) => ({ path, why: `${path} is no regular file` }))
  const root = tree.links.length === 0 ? undefined : realPathIfThere(runPath)
  for (const { path, target } of tree.links) {
    const real = realPathIfThere(`${runPath}/${path}`)
    if (real === undefined) strangers.push({ path, why: `${path} leads to ${target}, which is not there` })
    else if (root !== undefined && !isBelow(root, real))
      strangers.push({ path, why: `${path} leads out of the run: ${target}` })
  }
  return strangers
}

/** Whether nobody will finish a half-written file. On other machines only the end of the run tells. */
export function isWriterGone(reader: Reader, leftover: string, manifest?: Manifest): boolean {
  const writer = writerOfLeftover(leftover)
  if (writer === undefined) return false
  const here = reader.here.host.replace(/[^a-zA-Z0-9]/g, '').slice(0, 8)
  if (writer.host !== undefined && writer.host !== here)
    return manifest !== undefined && isTerminalStatus(manifest.status)
  return !reader.here.isAlive({ pid: writer.pid, started: '' })
}

function readAttempts(reader: Reader, dir: string, tree: Tree): Map<number, Attempt | null> {
  const attempts = new Map<number, Attempt | null>()
  for (const { path } of tree.files) {
    const number = Number(/^attempts\/([1-9]\d{0,8})\.json$/.exec(path)?.[1] ?? 0)
    if (number > 0) attempts.set(number, readAttempt(reader, dir, number) ?? null)
  }
  return attempts
}

function readSeal(runPath: string): SealReading {
  const text = readTextIfThere(`${runPath}/${CHECKSUM_FILE}`)
  return text === undefined
    ? { list: undefined, sha256: undefined }
    : { list: parseChecksums(text)?.filter((each) => staysBelow(each.path)), sha256: digestText(text) }
}

const PREDICTIONS = 'artifacts/predictions/'

function readPredictions(runPath: string, tree: Tree): PredictionProblem[] {
  const files = tree.files.filter((file) => file.path.startsWith(PREDICTIONS))
  if (files.length === 0) return []
  const text = readTextIfThere(`${runPath}/${PREDICTIONS}${METADATA_FILE}`)
  const metadata = text === undefined ? undefined : (parseJson(text) ?? null)
  return checkPredictions(
    files.map((file) => file.path.slice(PREDICTIONS.length)),
    metadata,
  )
}

function followReferences(
  { reader, lockfileDigest }: Surroundings,
  manifest: Manifest | undefined,
): Pick<RunInventory, 'danglingParents' | 'hasBatch' | 'lockfile'> {
  if (manifest === undefined) return { danglingParents: [], hasBatch: true, lockfile: 'unnamed' }
  const { parents, batch_id, lockfile_path, lockfile_sha256 } = manifest
  const isThere = (parent: unknown): boolean =>
    typeof parent === 'string' &&
    isRelPath(parent) &&
    isRunFolder(reader.root, pathOfReference(parent as string as RunReference))
  const hasBatch =
    batch_id === null ||
    (isRelPath(batch_id) && statIfThere(`${reader.root}/.rundir/batches/${batch_id}.json`) !== undefined)
  const isNamed = typeof lockfile_path === 'string' && lockfile_sha256 !== null && isRelPath(lockfile_path)
  const found = isNamed ? lockfileDigest(lockfile_path) : undefined
  const lockfile = !isNamed
    ? 'unnamed'
    : found === undefined
      ? 'missing'
      : found === lockfile_sha256
        ? 'same'
        : 'changed'
  return { danglingParents: parents.filter((parent) => !isThere(parent)), hasBatch, lockfile }
}

/** The policy of a run, from settings by layout, by phase, and by `*` for all. */
export function policyFrom(
  settings: {
    readonly required_files: Readonly<Record<string, readonly string[]>>
    readonly required_metrics: Readonly<Record<string, readonly string[]>>
    /** In lower case. */
    readonly allowedEndings: ReadonlySet<string>
  },
  manifest: Manifest | undefined,
): RunPolicy {
  const keys = ['*', manifest?.layout, manifest?.phase].filter((key) => typeof key === 'string')
  const all = (wanted: Readonly<Record<string, readonly string[]>>): string[] => [
    ...new Set(keys.flatMap((key) => (Object.hasOwn(wanted, key) ? (wanted[key] ?? []) : []))),
  ]
  return {
    requiredFiles: all(settings.required_files),
    requiredMetrics: all(settings.required_metrics),
    allowedEndings: settings.allowedEndings,
  }
}
