import { resolve } from 'node:path'
import { RundirError } from '../error/rundir-error.js'
import type { SweepSource } from '../workspace/orchestration/sweep-points.js'
import type { FlagSpecs, FlagValues } from './command.js'
import { requireWholeNumber } from './values.js'

/** Flags of `run` for many runs at once. */
export const SWEEP_FLAGS = {
  sweep: { type: 'list', value: 'KEY=VALUES', help: 'one run for each value: lr=1e-3,1e-4 or seed=range(3)' },
  points: { type: 'text', value: 'FILE', help: 'one run for each mapping of a list', completes: 'file' },
  samples: { type: 'number', value: 'N', help: 'draw N points at random instead of trying all' },
  'draw-seed': { type: 'number', value: 'N', help: 'seed of the draw; 0 unless given' },
  jobs: { type: 'number', short: 'j', value: 'N', help: 'runs of a sweep at a time; 1 unless given' },
  'max-runs': { type: 'number', value: 'N', help: 'start at most N runs of the sweep; resume starts the others' },
  'skip-done': { type: 'boolean', help: 'pass over points that a completed run has done already' },
  sort: { type: 'text', value: 'METRIC', help: 'order of the table after a sweep' },
  desc: { type: 'boolean', help: 'the largest first' },
} as const satisfies FlagSpecs

export type SweepValues = FlagValues<typeof SWEEP_FLAGS>

/** Whether a sweep is asked for. Throws FLAG_INVALID for flags that mean nothing without one. */
export function wantsSweep(flags: SweepValues): boolean {
  if (flags.sweep.length > 0 || flags.points !== undefined) return true
  const others = Object.keys(SWEEP_FLAGS).filter((name) => name !== 'sweep') as Exclude<keyof SweepValues, 'sweep'>[]
  const alone = others.find((name) => flags[name] !== undefined && flags[name] !== false)
  if (alone === undefined) return false
  throw new RundirError('FLAG_INVALID', `--${alone} needs a sweep`, {
    hint: 'add --sweep KEY=VALUES, or --points FILE',
  })
}

/** Where the points come from. Throws FLAG_INVALID for flags that exclude each other. */
export function sweepSource(flags: SweepValues, axes: readonly string[], cwd: string): SweepSource {
  const { points, samples } = flags
  if (points !== undefined) {
    if (axes.length === 0 && samples === undefined) return { kind: 'list', file: resolve(cwd, points) }
    throw new RundirError('FLAG_INVALID', '--points goes with neither --sweep nor --samples', {
      hint: 'write all points into the file',
    })
  }
  const count = requireWholeNumber('--samples', samples)
  if (count === undefined) return { kind: 'grid', axes }
  return { kind: 'random', axes, count, seed: requireWholeNumber('--draw-seed', flags['draw-seed']) ?? 0 }
}

/** Throws FLAG_INVALID below 1. */
export function requireJobs(value: number | undefined): number | undefined {
  const jobs = requireWholeNumber('--jobs', value)
  if (jobs !== 0) return jobs
  throw new RundirError('FLAG_INVALID', '--jobs needs at least 1')
}
