import { expect, test } from 'vitest'
import { makeFolder } from '../../test/config/workspace.js'
import { compose } from '../config/compose.js'
import { findProfile } from './find.js'
import { OLD_NAMES } from './former-name.js'
import { fileLayers, profileLayers } from './layers.js'

const root = makeFolder({
  'configs/dev-pretrain.json': '{"training": {"lr": 0.1, "steps": 1000}}',
  'configs/exp-long-pretrain.yaml': 'extends: dev\ntraining: {steps: 9000}\n',
  'configs/mine.json5': '{extends: "exp-long-pretrain", seed: 3}',
  'configs/dev-sft.json': '{"extends": "prod-sft"}',
  'configs/prod-sft.json': '{"extends": "dev-sft"}',
  'configs/minimal-sft.json': '{}',
  'configs/minimal-sft.yaml': '',
  'configs/smoke-sft.json': '{"extends": 3}',
})
const source = { root, folder: 'configs', declared: { hot: { extends: 'exp-long-pretrain' } } }

test('a profile stands on what it extends, and the origin tells them apart', () => {
  const layers = profileLayers(source, findProfile(source, 'exp-long-pretrain'))
  const composed = compose({ layers, environment: {}, overrides: [] })
  expect(composed.tree).toEqual({ training: { lr: 0.1, steps: 9000 } })
  expect(composed.origin).toEqual({
    'training.lr': 'profile dev-pretrain',
    'training.steps': 'profile exp-long-pretrain',
  })
})

test('a profile may have nothing but a base', () => {
  const names = profileLayers(source, findProfile(source, 'hot')).map((layer) => layer.name)
  expect(names).toEqual(['profile dev-pretrain', 'profile exp-long-pretrain', 'profile hot'])
})

test('a file may extend a profile', () => {
  const layers = fileLayers(source, 'mine.json5', `${root}/configs`)
  expect(layers.map((layer) => layer.name)).toEqual([
    'profile dev-pretrain',
    'profile exp-long-pretrain',
    'file configs/mine.json5',
  ])
  expect(layers.at(-1)?.tree).toEqual({ seed: 3 })
})

test('profiles that extend each other in a circle are refused with the circle', () => {
  expect(() => profileLayers(source, findProfile(source, 'dev-sft'))).toThrow('circle: dev-sft → prod-sft → dev-sft')
})

test('a profile with two files is refused, and so is an "extends" that is no name', () => {
  expect(() => profileLayers(source, findProfile(source, 'minimal-sft'))).toThrow('more than one file')
  expect(() => profileLayers(source, findProfile(source, 'smoke-sft'))).toThrow('names no profile')
})

test('who extends a profile that is not there is told', () => {
  const declared = { night: { extends: 'nowhere' } }
  expect(() => profileLayers({ ...source, declared }, findProfile({ ...source, declared }, 'night'))).toThrow(
    'the profile "night" extends "nowhere": there is no profile "nowhere"',
  )
})

test('every old file name that is gone says what it is called now', () => {
  const full = makeFolder(Object.fromEntries(Object.values(OLD_NAMES).map((one) => [`configs/${one.now}`, '{}'])))
  for (const [old, { now, isRemoved }] of Object.entries(OLD_NAMES)) {
    const became = isRemoved ? `was removed, and configs/${now} replaces it` : `is called configs/${now} now`
    expect(() => fileLayers({ ...source, root: full }, `configs/${old}`, full)).toThrow(
      expect.objectContaining({
        code: 'FILE_MISSING',
        message: `there is no configuration configs/${old}: it ${became}`,
        hint: `use --config configs/${now}, or --profile ${now.replace('.json', '')}`,
      }),
    )
  }
})

test('an old file name that is still there is read', () => {
  const kept = makeFolder({ 'configs/train.json': '{"a": 1}' })
  expect(fileLayers({ ...source, root: kept }, 'configs/train.json', kept).at(-1)?.tree).toEqual({ a: 1 })
})
