import { expect, test } from 'vitest'
import { makeFolder } from '../../test/config/workspace.js'
import { findProfile } from './find.js'

const root = makeFolder({
  'configs/dev-pretrain.json': '{}',
  'configs/dev-sft.json': '{}',
  'configs/smoke-pretrain.json': '{}',
})
const source = { root, folder: 'configs', declared: { lost: { path: 'configs/lost.json', phase: 'sft' } } }

test('an alias and the name that it stands for find the same profile', () => {
  expect(findProfile(source, 'dev')).toEqual(findProfile(source, 'dev-pretrain', 'pretrain'))
})

test('an unknown name is answered with the nearest ones, or with all', () => {
  expect(() => findProfile(source, 'smoke-pretrian')).toThrow(
    expect.objectContaining({ code: 'PROFILE_UNKNOWN', hint: 'did you mean --profile smoke-pretrain?' }),
  )
  expect(() => findProfile(source, 'xyzzy-plugh')).toThrow(
    expect.objectContaining({ hint: 'use one of: smoke-pretrain, dev, dev-sft' }),
  )
})

test('an old name is answered with what it is called now', () => {
  expect(() => findProfile(source, 'train')).toThrow(
    expect.objectContaining({ hint: 'it is called --profile dev-pretrain now' }),
  )
  const without = { ...source, folder: 'none', declared: { 'dev-pretrain': { path: 'configs/dev-pretrain.json' } } }
  expect(() => findProfile(without, 'smoke')).toThrow(
    expect.objectContaining({ hint: 'it was removed; use --profile dev-pretrain' }),
  )
})

test('a purpose alone is answered with the profiles of that purpose', () => {
  expect(() => findProfile(source, 'smoke')).toThrow(
    expect.objectContaining({
      code: 'PROFILE_UNKNOWN',
      hint: 'did you mean --profile smoke-pretrain? The former smoke.json is --profile dev-pretrain now',
    }),
  )
})

test('a profile of another phase is refused with the one to use', () => {
  expect(() => findProfile(source, 'dev', 'sft')).toThrow(
    expect.objectContaining({
      code: 'PHASE_MISMATCH',
      hint: 'use --phase pretrain, or --profile dev-sft for the phase sft',
    }),
  )
})

test('a profile whose file is missing says which file to create', () => {
  expect(() => findProfile(source, 'lost')).toThrow(
    expect.objectContaining({ code: 'FILE_MISSING', hint: expect.stringContaining('create configs/lost.json') }),
  )
})
