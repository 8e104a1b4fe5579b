import { decisiveChanges } from '../../capture/environment.js'
import { captureGpus } from '../../capture/gpu.js'
import { captureHost } from '../../capture/host.js'
import { statIfThere } from '../../disk/read.js'
import { isRundirError } from '../../error/rundir-error.js'
import { parseReference, pathOfReference } from '../../run/reference.js'
import { isRunFolder } from '../../store/find.js'
import { Damage, type Run, readAttempts, readRun } from '../../store/read.js'
import { type Environment, readerOf, type Workspace } from '../open.js'
import type { Restoration } from './restoration.js'

/** Runs that the repeated run builds on, as paths: its parents, without its pipeline and the run that it repeats itself. */
export function checkParents(workspace: Workspace, { manifest }: Run, restoration: Restoration): string[] {
  return manifest.parents.flatMap((text, at) => {
    const dir = pathOf(text)
    const known = dir !== undefined && isRunFolder(workspace.root, dir)
    if (!known) restoration.lacks('parent', `${text} is not there`)
    if (!known || text === manifest.reproduces || (at === 0 && isPipeline(workspace, dir))) return []
    restoration.can('parent', text)
    return [dir]
  })
}

function pathOf(reference: string): string | undefined {
  try {
    return pathOfReference(parseReference(reference))
  } catch (error) {
    if (!isRundirError(error, 'NAME_INVALID')) throw error
    return undefined
  }
}

function isPipeline(workspace: Workspace, dir: string): boolean {
  const parent = readRun(readerOf(workspace), dir)
  return !(parent instanceof Damage) && parent.manifest.run_type === 'pipeline'
}

/** Tells which attempts ran something else than what is made again: the code of the first one, with the command of the last. */
export function checkAttempts(workspace: Workspace, run: Run, restoration: Restoration): void {
  const { git_hash: commit, command: last } = run.manifest
  for (const { attempt, git_hash, command } of readAttempts(readerOf(workspace), run)) {
    // Older attempts do not say which code they ran.
    if (git_hash !== undefined && git_hash !== commit)
      restoration.lacks('commit', `attempt ${attempt} ran ${git_hash?.slice(0, 8) ?? 'no commit'}`)
    else if (statIfThere(`${workspace.root}/${run.dir}/source.${attempt}.patch`) !== undefined)
      restoration.lacks('patch', `attempt ${attempt} ran another uncommitted change`)
    if (command !== null && JSON.stringify(command) !== JSON.stringify(last))
      restoration.lacks('command', `attempt ${attempt} ran ${command.join(' ')}`)
  }
}

/** Tells in what this machine is another one than that of the run. */
export function checkMachine({ environment }: Workspace, { manifest }: Run, restoration: Restoration): void {
  const then = manifest.device_info
  if (then === undefined) return
  const now = captureHost()
  const compare = (what: string, before: unknown, after: string): void => {
    if (before !== undefined && String(before) !== after)
      restoration.lacks('machine', `${what} was ${before}, is ${after}`)
  }
  compare('the system', then.os, now.os)
  compare('the processor', then.cpu, now.cpu)
  const gpus = captureGpus(environment)
  if (Array.isArray(then.gpus)) compare('the GPU', then.gpus.join(', ') || 'none', gpus.names.join(', ') || 'none')
  if (manifest.cuda_version !== undefined) compare('CUDA', manifest.cuda_version, gpus.cudaVersion ?? 'none')
}

/** What rundir hands to a command, and would take for a wish of the caller's. */
const OWN = /^(?:RUN_|RUNDIR_)|^(?:FORCE_RUN_INDEX|SERVED_MODEL_NAME|USE_LEGACY_NAMING|UV_PROJECT_ENVIRONMENT)$/

/** The environment of the caller, with the variables that decide figures as they were, and nothing of a run around this process. */
export function restoreEnvironment(now: Environment, { manifest }: Run, restoration: Restoration): Environment {
  const changes = decisiveChanges(now, manifest.environment)
  for (const [name, value] of Object.entries(changes))
    restoration.can('variable', value === undefined ? `${name} unset` : `${name}=${value}`)
  const kept = Object.entries({ ...now, ...changes }).filter(([name, value]) => value !== undefined && !OWN.test(name))
  return Object.fromEntries(kept)
}
