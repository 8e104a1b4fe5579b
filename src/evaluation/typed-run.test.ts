import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recogniseRun } from '../layout/builtin.js'
import { isPathPart } from '../run/path-part.js'
import { pathOfReference } from '../run/reference.js'
import { parseSpecimenSlug } from '../run/specimen.js'
import { STORED_STATUSES } from '../run/status.js'
import { printDirectoryStamp } from '../value/instant.js'
import { type CriticInput, defineCritic } from './critic.js'
import { progressOf } from './load.js'

const LAW = { numRuns: 10_000 }
const segment = fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/).filter((text) => text !== '.' && text !== '..')
const specimen = fc
  .tuple(
    segment,
    segment.filter((text) => !text.endsWith('.')),
  )
  .map(([project, sequence]) => parseSpecimenSlug(`${project}/${sequence}`))
const splits = fc.stringMatching(/^[a-z][a-z0-9_-]{0,11}$/).filter(isPathPart)
const instants = fc.integer({ min: 0, max: Date.UTC(9999, 0) })
const critic = defineCritic(async () => ({}))

test('scope, path and reference of a run follow from its input, and the path is recognised as what it was', () => {
  fc.assert(
    fc.property(specimen, splits, instants, fc.integer({ min: 1, max: 999 }), (slug, split, at, turn) => {
      const input = critic.checkInput({ specimen: slug, split }).value as CriticInput
      const stamp = printDirectoryStamp(at)
      const run = critic.at({ path: '/w/runs', windows: false }, input, turn === 1 ? stamp : `${stamp}_${turn}`)
      const scopeId = `specimen-${slug.replace('/', '__')}`
      expect(recogniseRun(run.path, {})).toEqual({
        layout: 'evaluation',
        split,
        runType: 'critic',
        scopeId,
        stamp,
        turn,
      })
      expect(pathOfReference(run.reference)).toBe(run.path)
      expect(run.root).toBe(`/w/${run.path}`)
      expect(run.outputPath).toBe(`${run.root}/output.json`)
      expect(critic.checkInput(JSON.parse(critic.checkInput(input).text)).value).toEqual(input)
    }),
    LAW,
  )
})

test('what is left to do is told for every status', () => {
  const told = Object.fromEntries(
    [...STORED_STATUSES, 'unknown' as const].map((status) => [status, progressOf(status)]),
  )
  expect(told).toEqual({
    created: 'open',
    queued: 'open',
    running: 'running',
    completed: 'done',
    failed: 'failed',
    cancelled: 'open',
    lost: 'open',
    unknown: 'running',
  })
})

test.each(['2026-11-21', '2026-11-21_06-14-09_1', '../x', '2026-13-21_06-14-09', ''])(
  '%j is no time stamp',
  (stamp) => {
    const { value } = critic.checkInput({ specimen: 'a/b', split: 'valid' })
    expect(() => critic.at({ path: '/w/runs', windows: false }, value, stamp)).toThrow(/is no time stamp of a run/)
  },
)
