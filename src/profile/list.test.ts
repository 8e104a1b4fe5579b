import { expect, test } from 'vitest'
import { makeFolder } from '../../test/config/workspace.js'
import { listProfiles } from './list.js'

const files = {
  'configs/smoke-pretrain.json': '{}',
  'configs/smoke-sft.json': '{}',
  'configs/dev-pretrain.json': '{}',
  'configs/dev-sft.yaml': '',
  'configs/prod-pretrain.json': '{}',
  'configs/minimal-pretrain.toml': '',
  'configs/pipeline-dev.json': '{}',
  'configs/exp-long-sft.json': '{}',
  'configs/my-custom.json': '{}',
  'configs/notes.md': '',
}

test('files of the convention are profiles, in the order of their purposes', () => {
  const profiles = listProfiles({ root: makeFolder(files), folder: 'configs', declared: {} })
  expect(profiles.map((one) => [one.name, one.purpose, one.phase, one.aliases.join()])).toEqual([
    ['smoke-pretrain', 'smoke', 'pretrain', ''],
    ['smoke-sft', 'smoke', 'sft', ''],
    ['dev-pretrain', 'dev', 'pretrain', 'dev'],
    ['dev-sft', 'dev', 'sft', ''],
    ['prod-pretrain', 'prod', 'pretrain', 'prod'],
    ['minimal-pretrain', 'minimal', 'pretrain', 'minimal'],
    ['pipeline-dev', 'pipeline', 'pipeline', ''],
    ['exp-long-sft', 'exp', 'sft', ''],
  ])
})

test('the workspace file refines a profile, adds one and marks one whose file is missing', () => {
  const declared = {
    'dev-pretrain': { description: '1K steps', notes: 'on a laptop' },
    fast: { path: 'configs/my-custom.json', phase: 'pretrain', purpose: 'dev' },
    gone: { path: 'configs/gone.json' },
    longer: { extends: 'dev-pretrain', phase: 'pretrain' },
  }
  const profiles = listProfiles({ root: makeFolder(files), folder: 'configs', declared })
  const byName = new Map(profiles.map((one) => [one.name, one]))
  expect(byName.get('dev-pretrain')).toMatchObject({ description: '1K steps', notes: 'on a laptop', exists: true })
  expect(byName.get('fast')).toMatchObject({ phase: 'pretrain', purpose: 'dev', path: 'configs/my-custom.json' })
  expect(byName.get('gone')).toMatchObject({ exists: false, phase: null, purpose: null })
  expect(byName.get('longer')).toMatchObject({ exists: true, path: null, extends: 'dev-pretrain' })
})

test('a phase keeps its own profiles and those that fit every phase', () => {
  const declared = { any: { path: 'configs/my-custom.json' } }
  const names = listProfiles({ root: makeFolder(files), folder: 'configs', declared }, 'sft').map((one) => one.name)
  expect(names).toEqual(['smoke-sft', 'dev-sft', 'exp-long-sft', 'any'])
})

test('an alias gives way to a profile that really has that name, and needs its target', () => {
  const root = makeFolder({ 'configs/dev-pretrain.json': '{}' })
  const profiles = listProfiles({ root, folder: 'configs', declared: { dev: { extends: 'dev-pretrain' } } })
  expect(profiles.flatMap((one) => one.aliases)).toEqual([])
})

test('a workspace without a folder of configurations has no profiles', () => {
  expect(listProfiles({ root: makeFolder({}), folder: 'configs', declared: {} })).toEqual([])
})

test('a declared path that leads out of the workspace is refused', () => {
  const source = { root: makeFolder({}), folder: 'configs', declared: { out: { path: '../secret.json' } } }
  expect(() => listProfiles(source)).toThrow(expect.objectContaining({ code: 'PATH_ESCAPES' }))
})
