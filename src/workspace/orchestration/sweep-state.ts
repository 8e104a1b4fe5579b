import { relative, resolve } from 'node:path'
import { MASK, maskArgv } from '../../capture/secret.js'
import { processStarted } from '../../disk/process.js'
import { RundirError } from '../../error/rundir-error.js'
import type { Batch } from '../../run/batch.js'
import { updateBatch } from '../../store/batch.js'
import { isJsonObject, type Json } from '../../value/json.js'
import type { NewRunRequest } from '../config/request.js'
import { locateRun } from '../find-run.js'
import type { Workspace } from '../open.js'
import { overridesOfEnvironment } from './pipeline-overrides.js'
import type { SweepSource } from './sweep-points.js'

/** What every point of a sweep has in common, and the points; it stands in `plan` of the batch (docs/format.md, "Sweeps"). */
export interface SweepPlan {
  readonly kind: SweepSource['kind']
  /** Without the overrides of a point. */
  readonly request: NewRunRequest
  /** Overrides of each point. */
  readonly points: readonly (readonly string[])[]
  readonly jobs: number
  /** Pass over a point when a completed run of the workspace has its identity. */
  readonly skipDone: boolean
  readonly order: SweepOrder
}

/** The order of the table at the end: by the last value of a metric, else as the points come. */
export interface SweepOrder {
  readonly sort: string | null
  readonly direction: 'ascending' | 'descending'
}

/**
 * The request as all points share it, whatever the environment and `latest` are later: settings of the environment become
 * overrides, parents become paths. Throws RUN_UNKNOWN.
 */
export function fixRequest(workspace: Workspace, request: NewRunRequest): NewRunRequest {
  return {
    ...request,
    parents: (request.parents ?? []).map((text) => locateRun(workspace, text, request.cwd)),
    overrides: [...overridesOfEnvironment(workspace.environment), ...(request.overrides ?? [])],
  }
}

/** Notes in the batch that this process conducts the sweep: two at once would both start the same points. Throws STATUS_ILLEGAL while another process of this machine does. */
export function takeSweep(workspace: Workspace, batch: Batch): Batch {
  const { here, root } = workspace
  const plan = isJsonObject(batch.plan) ? batch.plan : {}
  const other = isJsonObject(plan['conductor']) ? plan['conductor'] : {}
  const isHere = other['host'] === here.host && other['boot_id'] === here.bootId
  const [pid, started] = [Number(other['pid']), String(other['started'])]
  if (isHere && pid !== process.pid && here.isAlive({ pid, started })) {
    throw new RundirError('STATUS_ILLEGAL', `the sweep ${batch.batch_id} still runs, in process ${pid}`, {
      hint: 'wait for it, or interrupt it first',
    })
  }
  const conductor = { host: here.host, boot_id: here.bootId, pid: process.pid, started: processStarted(process.pid) }
  return updateBatch(root, batch, { plan: { ...plan, conductor } })
}

/** The plan as a batch keeps it: no absolute paths, secrets masked. */
export function printSweepPlan(
  workspace: Workspace,
  { kind, request, points, jobs, skipDone, order }: SweepPlan,
): Json {
  const { cwd, command, configFile, overrides, batch: _, config: __, inputs: ___, ...rest } = request
  const place = (path: string): string => relative(workspace.root, path).replaceAll('\\', '/')
  const printed = {
    kind,
    jobs,
    skip_done: skipDone,
    sort: order.sort,
    direction: order.direction,
    command: maskArgv(command ?? []),
    cwd: place(cwd),
    request: {
      ...rest,
      configFile: configFile === undefined ? undefined : place(resolve(cwd, configFile)),
      overrides: maskArgv(overrides ?? []),
    },
    points: points.map((point) => maskArgv(point)),
  }
  return JSON.parse(JSON.stringify(printed))
}

/**
 * The plan of a batch that was begun. Throws VALUE_INVALID for a batch that is no sweep, ARGUMENT_MISSING when masked secrets
 * keep it from being repeated; `command` stands in for a recorded one.
 */
export function readSweepPlan(workspace: Workspace, batch: Batch, command: readonly string[] | undefined): SweepPlan {
  const { plan } = batch
  if (batch.kind !== 'sweep' || !isJsonObject(plan) || !Array.isArray(plan['points'])) {
    throw new RundirError('VALUE_INVALID', `the batch ${batch.batch_id} is no sweep`, {
      hint: 'resume its runs one by one; rundir ls batch_id=… lists them',
    })
  }
  const recorded = wordsOf(plan['command'])
  const request = isJsonObject(plan['request']) ? (plan['request'] as Partial<NewRunRequest>) : {}
  const points = plan['points'].map(wordsOf)
  const isMasked = (words: readonly string[]): boolean => words.some((word) => word.includes(MASK))
  if (isMasked([...(request.overrides ?? []), ...points.flat()]) || (command === undefined && isMasked(recorded))) {
    throw new RundirError('ARGUMENT_MISSING', `the batch ${batch.batch_id} holds masked secrets`, {
      hint: `give the command again (rundir resume ${batch.batch_id} -- COMMAND), and settings in the environment`,
    })
  }
  const { configFile } = request
  return {
    kind: plan['kind'] as SweepPlan['kind'],
    jobs: typeof plan['jobs'] === 'number' ? plan['jobs'] : 1,
    skipDone: plan['skip_done'] === true,
    order: {
      sort: typeof plan['sort'] === 'string' ? plan['sort'] : null,
      direction: plan['direction'] === 'descending' ? 'descending' : 'ascending',
    },
    request: {
      ...request,
      configFile: configFile === undefined ? undefined : resolve(workspace.root, configFile),
      cwd: resolve(workspace.root, String(plan['cwd'] ?? '.')),
      command: command ?? recorded,
    },
    points,
  }
}

function wordsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
