import type { LaunchResult } from '../../workspace/launch/launch.js'
import type { Context } from '../context.js'
import { printDuration, printMetric } from './number.js'
import { statusPaint } from './status.js'
import { printable } from './style.js'

const SHOWN_METRICS = 6

/** The three lines after a run: how it ended, what it measured, and where it is. */
export function renderEnding(run: LaunchResult['run'], exitStatus: number, { style }: Context): string {
  const { manifest, status, dir } = run
  const took = Date.parse(manifest.ended_at ?? '') - Date.parse(manifest.started_at ?? '')
  const ending = manifest.signal ?? `exit ${exitStatus}`
  const keys = Object.keys(manifest.summary)
  const metrics = keys.slice(0, SHOWN_METRICS).map((key) => `${key} ${printMetric(manifest.summary[key] ?? '')}`)
  if (keys.length > SHOWN_METRICS) metrics.push(`${keys.length - SHOWN_METRICS} more`)
  return [
    `${style[statusPaint(status)](style.bold(status))} ${printable(manifest.name)}  ${style.dim(`${printDuration(took)}, ${ending}`)}`,
    `  ${metrics.length > 0 ? printable(metrics.join('  ')) : style.dim('no metrics')}`,
    `  ${printable(dir)}  ${style.dim(`next: ${printable(nextStep(run))}`)}`,
  ].join('\n')
}

function nextStep({ manifest, status }: LaunchResult['run']): string {
  // The newest run is a step of the pipeline.
  if (manifest.run_type === 'pipeline') return `rundir ${status === 'completed' ? 'show' : 'resume'} ${manifest.name}`
  const hasMetrics = Object.keys(manifest.summary).length > 0
  return status === 'completed' && hasMetrics ? 'rundir metrics latest' : 'rundir show latest'
}
