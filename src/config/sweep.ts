import { RundirError } from '../error/rundir-error.js'
import { getAt, leafKeys, parseKeyPath, requireKeyPath } from './key-path.js'
import { printOverride } from './override.js'
import { printLiteral } from './print-literal.js'
import { type SweepAxis, tooMany } from './sweep-axis.js'
import { type ConfigTree, type ConfigValue, LIMITS } from './tree.js'

/** One run of a sweep: the overrides that make it, in the order of the axes, ready for `compose`. */
export interface SweepPoint {
  /** From 0. */
  readonly index: number
  readonly overrides: readonly string[]
}

/**
 * Every combination, the last axis changing fastest. No axis gives one point without overrides.
 * Throws CONFIG_OVERRIDE for an interval, which has no values to list, and CONFIG_LIMIT for too many points.
 */
export function gridPoints(axes: readonly SweepAxis[]): SweepPoint[] {
  let points: string[][] = [[]]
  for (const axis of axes) {
    if (axis.choices.kind === 'interval') {
      throw new RundirError('CONFIG_OVERRIDE', `the sweep of ${axis.key} is an interval, which a grid cannot list`, {
        hint: `draw random points with --samples N, or write ${axis.key}=range(from,to,step)`,
      })
    }
    const texts = axis.choices.values.map((value) => `${axis.key}=${printLiteral(value)}`)
    if (points.length * texts.length > LIMITS.sweepPoints) throw tooMany('the grid')
    points = points.flatMap((point) => texts.map((text) => [...point, text]))
  }
  return points.map((overrides, index) => ({ index, overrides }))
}

/**
 * `count` points drawn from the axes, each value independently and evenly (evenly in the logarithm for `log_interval`).
 * The same seed gives the same points, on every machine; a longer draw begins with the shorter one.
 */
export function randomPoints(axes: readonly SweepAxis[], draw: { count: number; seed: number }): SweepPoint[] {
  if (draw.count > LIMITS.sweepPoints) throw tooMany('the draw')
  const next = randomNumbers(draw.seed)
  return Array.from({ length: draw.count }, (_, index) => ({
    index,
    overrides: axes.map((axis) => `${axis.key}=${printLiteral(drawFrom(axis, next()))}`),
  }))
}

/** A point for each mapping of a list (`[{training: {lr: 0.1}}, …]`); keys may be dotted and are set as overrides. */
export function listPoints(points: readonly ConfigTree[]): SweepPoint[] {
  if (points.length > LIMITS.sweepPoints) throw tooMany('the list')
  return points.map((point, index) => ({ index, overrides: leafKeys(point).map((key) => printLeaf(point, key)) }))
}

function printLeaf(point: ConfigTree, key: string): string {
  const value = getAt(point, parseKeyPath(key) ?? [])
  // A dot in a key of a point parts it, unlike in a configuration.
  const path = requireKeyPath(key.replaceAll('\\', ''), 'a point of the sweep')
  return printOverride({ mode: 'set', path, value: value ?? null })
}

function drawFrom(axis: SweepAxis, chance: number): ConfigValue {
  const { choices } = axis
  if (choices.kind === 'values') return choices.values[Math.floor(chance * choices.values.length)] ?? null
  const { from, to } = choices
  const value = choices.isLog
    ? Math.exp(Math.log(from) + chance * (Math.log(to) - Math.log(from)))
    : from + chance * (to - from)
  return Number(value.toPrecision(6))
}

/** Numbers in [0, 1) from a 32-bit seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
