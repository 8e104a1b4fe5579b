import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeManifest } from '../../run/manifest.js'
import { makeRow } from '../look/row.js'
import { type CollectableRun, Lineage, planCollection } from './collection.js'

interface Drawn {
  readonly parents: readonly number[]
  readonly named: readonly number[]
  readonly hasParts: boolean
  readonly isKept: boolean
}

const nameOf = (at: number): string => `r${at}`

/** Runs whose parents are any of each other, circles and themselves included. */
const drawing: fc.Arbitrary<Drawn[]> = fc.integer({ min: 0, max: 30 }).chain((count) => {
  const some = count === 0 ? fc.constant([]) : fc.array(fc.nat(count - 1), { maxLength: 3 })
  const drawn = fc.record({ parents: some, named: some, hasParts: fc.boolean(), isKept: fc.boolean() })
  return fc.array(drawn, { minLength: count, maxLength: count })
})

function runsOf(drawn: readonly Drawn[]): CollectableRun[] {
  return drawn.map(({ parents, hasParts }, at) => {
    const known = { run_id: `${at}-abcdefghi`, name: nameOf(at), layout: 'pipeline', created_at: '' }
    const dir = `outputs/${nameOf(at)}`
    return {
      dir,
      reference: dir,
      runId: known.run_id,
      parents: parents.map((parent) => `outputs/${nameOf(parent)}`),
      hasParts,
      endedAt: null,
      row: makeRow({ dir, manifest: makeManifest({ status: 'completed', ...known }), status: 'completed' }, 0),
    }
  })
}

function plan(drawn: readonly Drawn[]) {
  const runs = runsOf(drawn)
  const kept = new Map(runs.filter((_, at) => drawn[at]?.isKept).map((run) => [run.dir, 'a rule']))
  const textsOf = (run: CollectableRun) => (drawn[runs.indexOf(run)]?.named ?? []).map((at) => `${at}-abcdefghi`)
  const { taken, kept: all } = planCollection(new Lineage(runs), kept, textsOf)
  return { runs, kept, stays: new Set(all.keys()), takes: taken.map((run) => Number(run.runId.split('-')[0])) }
}

test('no run that stays refers to one that goes: by parents, by parts, or by what its files name', () => {
  fc.assert(
    fc.property(drawing, (drawn) => {
      const goes = new Set(plan(drawn).takes)
      for (const [at, { parents, named, hasParts }] of drawn.entries()) {
        if (goes.has(at)) continue
        expect([...parents, ...named].filter((other) => goes.has(other))).toEqual([])
        const parts = drawn.flatMap((other, index) => (hasParts && other.parents[0] === at ? [index] : []))
        expect(parts.filter((part) => goes.has(part))).toEqual([])
      }
    }),
  )
})

test('whatever nobody needs goes: what stays is kept by a rule or can be reached from such a run', () => {
  fc.assert(
    fc.property(drawing, (drawn) => {
      const { runs, takes, kept, stays } = plan(drawn)
      const reached = new Set(drawn.flatMap((each, at) => (each.isKept ? [at] : [])))
      for (const at of reached) {
        const { parents = [], named = [], hasParts = false } = drawn[at] ?? {}
        for (const other of [...parents, ...named]) reached.add(other)
        if (hasParts) for (const [index, other] of drawn.entries()) if (other.parents[0] === at) reached.add(index)
      }
      expect([...stays].sort()).toEqual([...reached].map((at) => `outputs/${nameOf(at)}`).sort())
      expect([...kept.keys()].every((dir) => stays.has(dir))).toBe(true)
      expect(takes.length + stays.size).toBe(runs.length)
    }),
  )
})

test('children go before their parents, so that none ever lacks one', () => {
  fc.assert(
    fc.property(drawing, (drawn) => {
      // Parents come earlier: no circles, in which somebody must be first.
      const acyclic = drawn.map((each, at) => ({ ...each, parents: each.parents.filter((parent) => parent < at) }))
      const { takes } = plan(acyclic)
      const order = new Map(takes.map((at, index) => [at, index]))
      for (const at of takes)
        for (const parent of acyclic[at]?.parents ?? [])
          if (order.has(parent)) expect(order.get(at)).toBeLessThan(order.get(parent) ?? 0)
    }),
  )
})

test('a chain of thirty thousand runs is followed', () => {
  const drawn = Array.from({ length: 30_000 }, (_, at) => {
    return { parents: at === 0 ? [] : [at - 1], named: [], hasParts: false, isKept: at === 15_000 }
  })
  const runs = runsOf(drawn)
  const { taken, kept } = planCollection(new Lineage(runs), new Map([['outputs/r15000', 'a rule']]), () => [])
  expect([kept.size, taken.length, taken[0]?.dir]).toEqual([15_001, 14_999, 'outputs/r29999'])
})

test('what came from a run is found, through circles too', () => {
  const draw = (parents: number[]): Drawn => ({ parents, named: [], hasParts: false, isKept: false })
  const lineage = new Lineage(runsOf([draw([2]), draw([0]), draw([1]), draw([2]), draw([])]))
  expect([...lineage.descendantsOf('outputs/r1')].sort()).toEqual(
    ['r0', 'r1', 'r2', 'r3'].map((name) => `outputs/${name}`),
  )
})
