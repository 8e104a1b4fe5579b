import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkPredictions } from './prediction.js'

const entry = { frame_id: '0001', timestamp: 1.5, intrinsics_ref: 'camera-a', contract_version: 1 }
const { contract_version: _, ...bare } = entry

test('frames and their entries in either form are accepted', () => {
  expect(checkPredictions(['frame_0001.npz', 'metadata.json'], entry)).toEqual([])
  const many = { contract_version: 1, frames: [bare, { ...bare, frame_id: 2 }] }
  expect(checkPredictions(['frame_0001.npz', 'frame_0002.npz', 'metadata.json'], many)).toEqual([])
  expect(checkPredictions([], undefined)).toEqual([])
})

test.each([
  [
    'a frame with too few digits',
    ['frame_1.npz', 'frame_0001.npz'],
    entry,
    [{ kind: 'bad-name', file: 'frame_1.npz' }],
  ],
  ['a stranger', ['frame_0001.npz', 'x.txt'], entry, [{ kind: 'bad-name', file: 'x.txt' }]],
  ['no metadata', ['frame_0001.npz'], undefined, [{ kind: 'no-metadata', why: '1 frames have none' }]],
  ['metadata that is no object', ['frame_0001.npz'], [], [{ kind: 'bad-metadata', why: 'it is not a JSON object' }]],
  [
    'frames that are no list',
    ['frame_0001.npz'],
    { frames: 1 },
    [{ kind: 'bad-metadata', why: '"frames" is not a list' }],
  ],
  [
    'a frame without entry',
    ['frame_0001.npz', 'frame_0002.npz'],
    entry,
    [{ kind: 'frame-without-entry', file: 'frame_0002.npz' }],
  ],
  ['an entry without frame', [], entry, [{ kind: 'entry-without-frame', frame: '0001' }]],
  [
    'an entry twice',
    ['frame_0001.npz'],
    { contract_version: 1, frames: [bare, bare] },
    [{ kind: 'entry-twice', frame: '0001' }],
  ],
  [
    'an entry without its camera',
    ['frame_0001.npz'],
    { ...entry, intrinsics_ref: null },
    [{ kind: 'entry-incomplete', frame: '0001', missing: ['intrinsics'] }],
  ],
] as const)('%s is told', (_title, files, metadata, problems) => {
  expect(checkPredictions(files, metadata)).toEqual(problems)
})

test('whatever the metadata holds is read without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (metadata) => {
      expect(Array.isArray(checkPredictions(['frame_0001.npz'], JSON.parse(JSON.stringify(metadata))))).toBe(true)
    }),
  )
})
