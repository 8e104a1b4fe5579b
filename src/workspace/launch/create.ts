import { captureEnvironment } from '../../capture/environment.js'
import type { GitFacts } from '../../capture/git.js'
import { captureGpus } from '../../capture/gpu.js'
import { captureHost } from '../../capture/host.js'
import { capturePackages } from '../../capture/packages.js'
import { maskArgv, maskText, maskTree } from '../../capture/secret.js'
import type { ConfigTree } from '../../config/tree.js'
import { makeDirectories } from '../../disk/directory.js'
import { reserveSpace } from '../../disk/reserve.js'
import { replaceFile } from '../../disk/write.js'
import { makeRunId, type RunId } from '../../run/id.js'
import { type Manifest, makeManifest } from '../../run/manifest.js'
import { referenceOf } from '../../run/reference.js'
import { type Allocation, allocateRun, previewRun } from '../../store/allocate.js'
import { realDisk } from '../../store/allocation-disk.js'
import { getBatch } from '../../store/batch.js'
import { pointLatest } from '../../store/latest.js'
import { changeOwn } from '../../store/ledger.js'
import { Damage, type Run, readRun } from '../../store/read.js'
import { writeManifest } from '../../store/update.js'
import { printInstant } from '../../value/instant.js'
import { readerOf, upwards, type Workspace } from '../open.js'
import { pathsOf, type RunPaths } from '../paths.js'
import { checkNotRunning } from './attempt.js'
import { writeConfigCopies } from './config-copies.js'
import type { RunPlan } from './plan.js'
import { checkFirstUse } from './suitable.js'

/** A run that was just claimed and described; nothing runs yet. */
export interface CreatedRun {
  readonly plan: RunPlan
  readonly run: Run
  readonly paths: RunPaths
  /** The configuration with the run's name in it. */
  readonly resolved: ConfigTree
  readonly notices: readonly string[]
}

/**
 * Claims a name for good and writes everything that is known before a command starts, in the order of docs/format.md.
 * Throws NAME_TAKEN, WORKSPACE_UNSUITABLE, DISK_*.
 */
export async function createRun(workspace: Workspace, plan: RunPlan): Promise<CreatedRun> {
  const known = describeRun(workspace, plan)
  const runId = makeRunId(workspace.clock)
  const claimant = { runId, host: workspace.here.host, pid: process.pid }
  checkFirstUse(workspace)
  const isForced = plan.claim.layout === 'pipeline' && plan.claim.force === true
  // Before anything is written, and again where the manifest of the run is about to be replaced.
  if (isForced) checkReplaceable(workspace, previewRun(plan.space, plan.claim, workspace.clock))
  const allocation = allocateRun(plan.space, plan.claim, claimant, workspace.clock)
  const attempt = isForced ? checkReplaceable(workspace, allocation) : 0
  const paths = pathsOf(workspace.root, allocation.dir, allocation.logDir)
  const manifest = makeManifest({
    ...known,
    ...identity(workspace, allocation, runId),
    identity: plan.identity,
    attempt,
  })
  writeManifest(workspace.root, allocation.dir, manifest)
  for (const folder of [`${paths.run}/attempts`, paths.metrics, `${paths.run}/artifacts`])
    makeDirectories(folder, 'rebuildable')
  const copies = await writeConfigCopies(workspace, plan, allocation, paths)
  if (plan.git.patch !== null) replaceFile(`${paths.run}/source.patch`, plan.git.patch, 'durable')
  reserveSpace(`${paths.run}/.reserve`)
  changeOwn(realDisk(workspace.root), allocation.logDir, () => {
    makeDirectories(paths.logs, 'rebuildable')
    pointLatest(plan.space, allocation)
  })
  const notices = [...plan.config.notices, ...allocation.notices, ...copies.notices, ...namelessNotice(allocation)]
  for (const problem of [plan.git.problem, plan.git.patchProblem]) if (problem !== null) notices.push(problem)
  return { plan, run: { dir: allocation.dir, manifest, status: 'created' }, paths, resolved: copies.tree, notices }
}

/**
 * The number of attempts of the run whose folder is used again: they go on being told apart. Throws STATUS_ILLEGAL while it runs.
 */
function checkReplaceable(workspace: Workspace, { dir }: Allocation): number {
  const run = readRun(readerOf(workspace), dir)
  if (run instanceof Damage) return 0
  checkNotRunning(run)
  return run.manifest.attempt
}

/** Told for the first run of that name only. */
function namelessNotice({ segments, number }: Allocation): string[] {
  if (segments['model'] !== 'model' || segments['dataset'] !== 'dataset' || number !== 1) return []
  return ['nothing named this run; --model and --dataset, or --project, would']
}

function identity(workspace: Workspace, allocation: Allocation, runId: RunId) {
  return {
    run_id: runId,
    name: allocation.name,
    layout: allocation.layout,
    status: 'created',
    created_at: printInstant(workspace.clock.now()),
    name_segments: allocation.segments,
    counter: allocation.number,
  } satisfies Partial<Manifest>
}

/** Where the run comes from: everything but its name and what it is told to do (spec 2.2). */
export function describeRun(workspace: Workspace, plan: RunPlan): Partial<Manifest> {
  const { request, git, config, preview, project } = plan
  const { environment, settings } = workspace
  const home = request.home ?? workspace.root
  const first = request.pipeline ?? request.reproduces
  const host = captureHost()
  const gpu = captureGpus(environment)
  const packages = capturePackages({
    folders: foldersUpTo(request.cwd, home),
    root: home,
    command: request.command ?? [],
    environment,
  })
  const manifest: Partial<Manifest> = {
    run_type: request.runType ?? 'train',
    project_name: project,
    command: request.command === undefined ? null : maskArgv(request.command),
    cwd: plan.place,
    host: workspace.here.host,
    user: host.user,
    ...gitFields(git),
    package_versions: packages.versions,
    package_source: packages.source,
    lockfile_path: packages.lockfilePath,
    lockfile_sha256: packages.lockfileSha256,
    device_info: {
      os: host.os,
      cpu: host.cpu,
      cpu_count: host.cpuCount,
      memory_bytes: host.memoryBytes,
      gpus: [...gpu.names],
    },
    environment: captureEnvironment(environment, settings.run.record_environment),
    phase: config.phase,
    profile: config.profile,
    seed: seedOf(preview),
    parents: first === undefined ? [...plan.parents] : [referenceOf(first), ...plan.parents],
    reproduces: request.reproduces === undefined ? null : referenceOf(request.reproduces),
    batch_id: request.batch === undefined ? null : getBatch(workspace.root, request.batch).batch_id,
    part: request.part ?? null,
    group: request.group ?? null,
    tags: maskTree({ ...request.tags }) as Record<string, string>,
    notes: maskText(request.notes ?? ''),
  }
  if (gpu.cudaVersion !== null) manifest.cuda_version = gpu.cudaVersion
  const torch = packages.versions['torch']
  if (torch !== undefined) manifest.torch_version = torch
  return manifest
}

function gitFields(git: GitFacts): Partial<Manifest> {
  return {
    git_hash: git.hash,
    git_branch: git.branch,
    git_remote: git.remote,
    git_dirty: git.dirty,
    git_untracked: [...git.untracked],
  }
}

function foldersUpTo(start: string, root: string): string[] {
  const folders: string[] = []
  for (const folder of upwards(start)) {
    folders.push(folder)
    if (folder === root) return folders
  }
  return [start]
}

function seedOf(config: ConfigTree): number | null {
  const training = config['training']
  const nested = typeof training === 'object' && training !== null && 'seed' in training ? training['seed'] : undefined
  const seed = config['seed'] ?? nested
  return typeof seed === 'number' && Number.isSafeInteger(seed) ? seed : null
}
