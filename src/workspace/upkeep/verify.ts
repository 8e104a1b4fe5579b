import { CHECKSUM_FILE, parseChecksums } from '../../artifact/checksums.js'
import { checkWorkspace, type RuleLevels } from '../../contract/check.js'
import { countSeverities, type Finding, type Severity } from '../../contract/finding.js'
import type { RunSummary } from '../../contract/inventory.js'
import { takeWorkspace } from '../../contract/take-workspace.js'
import { staysBelow } from '../../disk/below.js'
import { readTextIfThere, statIfThere } from '../../disk/read.js'
import type { Workspace } from '../open.js'
import { type MeasuredFile, sealedWeights, takeModelStock } from './model-stock.js'
import { VerifyCrew } from './verify-crew.js'
import { findTarget, type Target } from './verify-target.js'
import { type RunToCheck, type SealedFile, VerifyBench, type VerifyShare, type VerifyTask } from './verify-task.js'

export interface VerifyRequest {
  /** A run, or a folder with runs below it; undefined for the whole workspace. */
  readonly target: string | undefined
  /** Absolute; where a relative path starts. */
  readonly cwd: string
  /** `data`: the content of every sealed file is read and compared. */
  readonly depth: 'rules' | 'data'
  readonly threadCount: number
  /** File of the verify worker; without it one thread does all. */
  readonly worker: string | undefined
}

/** What `verify` found. */
export interface VerifyReport {
  /** Relative to the workspace. */
  readonly runs: readonly string[]
  readonly findings: readonly Finding[]
  readonly counts: Readonly<Record<Severity, number>>
}

export type VerifyProgress =
  | { readonly kind: 'digest'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly kind: 'check'; readonly doneCount: number; readonly totalCount: number }

/** Below these a further thread costs more than it saves. */
const FEW_RUNS = 400
const FEW_BYTES = 64 * 1024 * 1024
const RUNS_A_TASK = 50
const BYTES_A_TASK = 32 * 1024 * 1024
const FILES_A_TASK = 500

/** Checks runs against the rules (spec 2.7); nothing is written. Throws RUN_UNKNOWN, RUN_AMBIGUOUS, DISK_*. */
export async function verifyRuns(
  workspace: Workspace,
  request: VerifyRequest,
  onProgress: (progress: VerifyProgress) => void,
): Promise<VerifyReport> {
  const { root, settings } = workspace
  const target = findTarget(workspace, request.target, request.cwd)
  const now = workspace.clock.now()
  const share: VerifyShare = { root, now, patterns: settings.layouts, contract: settings.contract }
  const bench = new VerifyBench(share, workspace.here)
  const sealed = request.depth === 'data' ? listAllSealed(root, target) : []
  const totalBytes = sealed.reduce((sum, file) => sum + file.sizeBytes, 0)
  const isLittle = target.dirs.length < FEW_RUNS && totalBytes < FEW_BYTES
  const crew = new VerifyCrew({
    share,
    bench,
    worker: request.worker,
    threadCount: isLittle ? 1 : request.threadCount,
  })
  try {
    const changed = request.depth === 'data' ? await readAll(crew, sealed, onProgress) : undefined
    const runs = target.dirs.map((dir) => ({
      dir,
      changed: changed === undefined ? undefined : (changed.get(dir) ?? []),
    }))
    const { findings, summaries } = await checkAll(crew, runs, onProgress)
    if (target.kind === 'workspace') {
      const inventory = takeWorkspace(bench.surroundings, summaries, takeModelStock(root, changed))
      findings.push(...checkWorkspace(inventory, settings.contract.rules as RuleLevels))
    }
    return { runs: target.dirs, findings: findings.sort(byPlace), counts: countSeverities(findings) }
  } finally {
    await crew.close()
  }
}

function listAllSealed(root: string, { kind, dirs }: Target): MeasuredFile[] {
  const ofRuns = dirs.flatMap((dir) => listSealed(root, dir))
  return kind === 'workspace' ? [...ofRuns, ...sealedWeights(root)] : ofRuns
}

/** The files that the seal of a run vouches for and that are there. */
function listSealed(root: string, dir: string): MeasuredFile[] {
  const list = parseChecksums(readTextIfThere(`${root}/${dir}/${CHECKSUM_FILE}`) ?? '') ?? []
  return list.flatMap(({ path, sha256 }) => {
    const facts = staysBelow(path) ? statIfThere(`${root}/${dir}/${path}`) : undefined
    return facts?.kind === 'file' ? [{ dir, path, sha256, sizeBytes: facts.sizeBytes }] : []
  })
}

/** Changed files by run or model. */
async function readAll(
  crew: VerifyCrew,
  files: readonly MeasuredFile[],
  onProgress: (progress: VerifyProgress) => void,
): Promise<Map<string, string[]>> {
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  const changed = new Map<string, string[]>()
  let doneBytes = 0
  await crew.work(digestTasks(files), (task, answer) => {
    doneBytes += task.sizeBytes
    for (const { dir, path } of answer.changed) changed.set(dir, [...(changed.get(dir) ?? []), path])
    onProgress({ kind: 'digest', doneBytes, totalBytes })
  })
  return changed
}

type DigestTask = Extract<VerifyTask, { kind: 'digest' }> & { readonly sizeBytes: number }

function* digestTasks(files: readonly MeasuredFile[]): Generator<DigestTask> {
  let batch: SealedFile[] = []
  let sizeBytes = 0
  // The largest come first, so that no thread is left with one of them at the end.
  for (const { sizeBytes: bytes, ...file } of files.toSorted((a, b) => b.sizeBytes - a.sizeBytes)) {
    batch.push(file)
    sizeBytes += bytes
    if (sizeBytes < BYTES_A_TASK && batch.length < FILES_A_TASK) continue
    yield { kind: 'digest', files: batch, sizeBytes }
    batch = []
    sizeBytes = 0
  }
  if (batch.length > 0) yield { kind: 'digest', files: batch, sizeBytes }
}

async function checkAll(
  crew: VerifyCrew,
  runs: readonly RunToCheck[],
  onProgress: (progress: VerifyProgress) => void,
): Promise<{ findings: Finding[]; summaries: RunSummary[] }> {
  const findings: Finding[] = []
  const summaries: RunSummary[] = []
  let doneCount = 0
  await crew.work(checkTasks(runs), (task, answer) => {
    doneCount += task.runs.length
    for (const finding of answer.findings) findings.push(finding)
    for (const summary of answer.summaries) summaries.push(summary)
    onProgress({ kind: 'check', doneCount, totalCount: runs.length })
  })
  return { findings, summaries }
}

function* checkTasks(runs: readonly RunToCheck[]): Generator<Extract<VerifyTask, { kind: 'check' }>> {
  for (let at = 0; at < runs.length; at += RUNS_A_TASK) yield { kind: 'check', runs: runs.slice(at, at + RUNS_A_TASK) }
}

function byPlace(a: Finding, b: Finding): number {
  return compare(a.run ?? '~', b.run ?? '~') || compare(a.rule, b.rule) || compare(a.path, b.path)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
