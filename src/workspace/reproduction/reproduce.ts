import { setImmediate } from 'node:timers/promises'
import { isRundirError, RundirError } from '../../error/rundir-error.js'
import { referenceOf } from '../../run/reference.js'
import { getRun, type Run } from '../../store/read.js'
import type { NewRunRequest } from '../config/request.js'
import { locateRun } from '../find-run.js'
import { type LaunchResult, launchRun } from '../launch/launch.js'
import type { LaunchOutlets } from '../launch/launch-event.js'
import { planRun } from '../launch/plan.js'
import { SharedInterrupts } from '../launch/shared-interrupts.js'
import { readerOf, type Workspace } from '../open.js'
import { type Judgement, judge } from './judge.js'
import { linkIntoSite } from './links.js'
import { install } from './packages.js'
import { type Prepared, planOf, prepare, type ReproduceRequest, type ReproductionPlan } from './prepare.js'
import { commandAtSite } from './recorded-command.js'
import { Restoration } from './restoration.js'
import { closeSite, openSite, type Site } from './site.js'

/** Keys as `reproduce --json` prints them. */
export interface Reproduction extends ReproductionPlan, Omit<Judgement, 'verdict'> {
  /** Reference of the new run; null when there is none. */
  readonly run: string | null
  /** Null when nothing was asked to run. */
  readonly verdict: Judgement['verdict'] | null
}

export interface ReproduceOutlets extends LaunchOutlets {
  readonly onPlan: (plan: ReproductionPlan) => void
}

export interface Reproduced {
  readonly report: Reproduction
  /** The launch of the new run; undefined when there was none. */
  readonly launched: LaunchResult | undefined
}

/**
 * Makes a run again from what it recorded, in a worktree of its commit, as a new run whose parent it is, and compares the two (spec 2.9).
 * What cannot be restored is told before anything runs; the user's own tree is not touched. The worktree is gone when this returns or
 * throws; the next call removes what a killed one left. Throws RUN_UNKNOWN, STATUS_ILLEGAL for a run that has not ended, COMMAND_FAILED
 * when packages cannot be installed, INTERRUPTED, and as `launchRun`.
 */
export async function reproduceRun(
  workspace: Workspace,
  request: ReproduceRequest,
  outlets: ReproduceOutlets,
): Promise<Reproduced> {
  const original = getRun(readerOf(workspace), locateRun(workspace, request.run, request.cwd))
  checkEnded(original)
  const interrupts = new SharedInterrupts(outlets)
  const shared = { ...outlets, onInterrupt: interrupts.onInterrupt }
  const restoration = new Restoration()
  let site: Site | undefined
  try {
    site = openSite(
      workspace,
      {
        run: original,
        cwd: request.cwd,
        onSwept: (folder) =>
          outlets.onEvent({ kind: 'notice', text: `removed what a killed reproduce left: ${folder}` }),
      },
      restoration,
    )
    const prepared = await prepare(workspace, { original, site, request }, restoration)
    const plan = planOf(original, prepared, site, restoration)
    outlets.onPlan(plan)
    const nothing = { ...plan, run: null, differences: [], ignored: [] }
    if (site === undefined || prepared === undefined || !restoration.isPossible)
      return { report: { ...nothing, verdict: 'incomparable' }, launched: undefined }
    if (request.mode === 'plan') return { report: { ...nothing, verdict: null }, launched: undefined }
    const launched = await repeat(workspace, { original, site, prepared, interrupts }, shared)
    const { run } = launched
    const judgement = judge(workspace, original, run, request.tolerances)
    return { report: { ...plan, run: referenceOf(run.dir), ...judgement }, launched }
  } catch (error) {
    // A program that was asked here got the signal too, and failed by it.
    await checkInterrupted(interrupts)
    throw error
  } finally {
    if (site !== undefined) close(site, outlets)
    interrupts.stop()
  }
}

function checkEnded({ manifest, status }: Run): void {
  if (status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'lost') return
  throw new RundirError('STATUS_ILLEGAL', `run ${manifest.name} is ${status}: there is nothing yet to compare with`, {
    hint: `rundir tail ${manifest.name} follows it`,
  })
}

interface Repetition {
  readonly original: Run
  readonly site: Site
  readonly prepared: Prepared
  readonly interrupts: SharedInterrupts
}

async function repeat(
  workspace: Workspace,
  { original, site, prepared, interrupts }: Repetition,
  outlets: LaunchOutlets,
): Promise<LaunchResult> {
  const { installation, links, command } = prepared
  await checkInterrupted(interrupts)
  const restored = { ...workspace, environment: prepared.environment }
  // Before anything is installed or linked: the code is that of the commit and the patch.
  const plan = await planRun(restored, requestFor(original, site, prepared))
  const environment =
    installation === undefined ? prepared.environment : await install(installation, site, prepared.environment, outlets)
  await checkInterrupted(interrupts)
  const installs =
    installation === undefined ? 'nothing' : installation.installer.lockfile === 'package-lock.json' ? 'npm' : 'other'
  linkIntoSite(workspace, site, { links, installs })
  return await launchRun({ ...workspace, environment }, plan, outlets, commandAtSite(command, site))
}

function requestFor({ dir, manifest }: Run, site: Site, { command, config, parents }: Prepared): NewRunRequest {
  const { layout, project_name, run_type, tags, name_segments } = manifest
  const { model, dataset, size } = name_segments
  return {
    layout,
    project: project_name,
    model,
    dataset,
    sampleSize: size?.replace(/^n(?=\d)/, ''),
    prepared: config,
    command,
    cwd: site.cwd,
    home: site.home,
    reproduces: dir,
    parents,
    tags,
    runType: run_type,
  }
}

/** A signal that came while nothing else could run is heard first. */
async function checkInterrupted(interrupts: SharedInterrupts): Promise<void> {
  await setImmediate()
  await setImmediate()
  if (!interrupts.requested) return
  throw new RundirError('INTERRUPTED', 'interrupted before the run was launched', { hint: 'nothing was made' })
}

/** The report stands, whatever a program left that cannot be removed. */
function close(site: Site, outlets: LaunchOutlets): void {
  try {
    closeSite(site)
  } catch (error) {
    if (!isRundirError(error)) throw error
    outlets.onEvent({ kind: 'notice', text: `${error.message}; remove it by hand` })
  }
}
