import { RundirError } from '../error/rundir-error.js'
import type { NewRunRequest } from '../workspace/config/request.js'
import { firstRunNotice } from '../workspace/open.js'
import { dryRunSweep } from '../workspace/orchestration/dry-run.js'
import { launchSweep, planSweep, resumeSweep } from '../workspace/orchestration/sweep.js'
import type { SweepOutlets, SweepResult } from '../workspace/orchestration/sweep-conduct.js'
import { splitSweepWords } from '../workspace/orchestration/sweep-points.js'
import type { SweepOrder } from '../workspace/orchestration/sweep-state.js'
import type { Answer } from './command.js'
import type { Context } from './context.js'
import { outletsFor } from './launch-outlets.js'
import { printable } from './render/style.js'
import { renderPoint, renderSweep, renderSweepProgress } from './render/sweep.js'
import { requireJobs, type SweepValues, sweepSource } from './sweep-flags.js'
import { requireWholeNumber } from './values.js'

/** Runs the sweep that the flags ask for, or tells its points. Throws FLAG_INVALID, and as `planSweep`. */
export async function runSweep(
  context: Context,
  request: NewRunRequest,
  flags: SweepValues & { readonly 'dry-run': boolean },
): Promise<Answer> {
  refuseOddities(context, request)
  const workspace = await context.workspace()
  const words = splitSweepWords([...flags.sweep, ...(request.overrides ?? [])])
  const order: SweepOrder = { sort: flags.sort ?? null, direction: flags.desc ? 'descending' : 'ascending' }
  const source = sweepSource(flags, words.axes, context.cwd)
  const swept = { source, jobs: requireJobs(flags.jobs) ?? 1, skipDone: flags['skip-done'], order }
  const plan = await planSweep(workspace, { ...request, overrides: words.overrides }, swept)
  if (flags['dry-run']) return renderDryRun(context, await dryRunSweep(workspace, plan))
  for (const text of firstRunNotice(workspace)) context.notice(text)
  const maxRuns = requireWholeNumber('--max-runs', flags['max-runs'])
  return endSweep(context, await launchSweep(workspace, plan, maxRuns, sweepOutlets(context)))
}

/** Goes on with the batch of a sweep. */
export async function goOnWithSweep(
  context: Context,
  batch: string,
  flags: { readonly command: readonly string[] | undefined; readonly jobs: number | undefined },
): Promise<Answer> {
  const request = { batch, command: flags.command, jobs: requireJobs(flags.jobs) }
  return endSweep(context, await resumeSweep(await context.workspace(), request, sweepOutlets(context)))
}

function endSweep(context: Context, result: SweepResult): Answer {
  const { batch, points, exitStatus } = result
  const count = (...statuses: string[]): number => points.filter(({ status }) => statuses.includes(status)).length
  const remaining = count('waiting', 'running', 'cancelled')
  context.progress('')
  if (exitStatus !== 0 || remaining > 0) context.notice(`rundir resume ${batch.batch_id} runs what is not completed`)
  const data = {
    batch_id: batch.batch_id,
    total: points.length,
    successful: count('completed'),
    failed: count('failed'),
    skipped: count('skipped'),
    remaining,
    points,
  }
  return { data, text: renderSweep(result, context), exitStatus }
}

function sweepOutlets(context: Context): SweepOutlets {
  const { onInterrupt, onOutput } = outletsFor(context)
  return {
    onInterrupt,
    onOutput,
    onNotice: (text) => {
      context.progress('')
      context.notice(text)
    },
    onPoint: (changed, points) => {
      context.progress('')
      if (changed.status !== 'running') context.notice(renderPoint(changed, points.length, context.style))
      context.progress(renderSweepProgress(points, context.columns))
    },
  }
}

function refuseOddities(context: Context, { runIndex, batch }: NewRunRequest): void {
  if (runIndex !== undefined || batch !== undefined) {
    const flag = runIndex === undefined ? '--batch' : '--run-index'
    throw new RundirError(
      'FLAG_INVALID',
      `${flag} does not go with a sweep: its runs have a batch and numbers of their own`,
    )
  }
  if (context.environment['RUN_DIR']) {
    throw new RundirError('ARGUMENT_UNEXPECTED', 'a sweep cannot be started inside a run', {
      hint: 'unset RUN_DIR to start it as one of its own',
    })
  }
}

function renderDryRun(context: Context, { data, notices }: Awaited<ReturnType<typeof dryRunSweep>>): Answer {
  for (const text of notices) context.notice(text)
  const lines = data.points.map(({ point, overrides }) => `point ${point}  ${overrides.join(' ')}`)
  const { name, dir, command } = data.first
  const first = [`point 1 would be ${name}  ${dir}`, `and run ${command.join(' ')}`]
  const shown = [...lines, ...first, 'Nothing was claimed; without --dry-run these would run.']
  return { data, text: shown.map(printable).join('\n') }
}
