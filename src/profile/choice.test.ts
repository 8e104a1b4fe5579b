import { expect, test } from 'vitest'
import { makeFolder } from '../../test/config/workspace.js'
import { chooseConfig } from './choice.js'

const root = makeFolder({ 'configs/dev-pretrain.json': '{"a": 1}', 'mine.yaml': 'b: 2' })
const source = { root, folder: 'configs', declared: {} }
const nothing = { phase: undefined, profile: undefined, config: undefined, folder: root }

test('a profile brings its phase', () => {
  expect(chooseConfig(source, { ...nothing, profile: 'dev' })).toMatchObject({
    phase: 'pretrain',
    profile: { name: 'dev-pretrain' },
    notice: undefined,
  })
})

test('a file stands in place of a profile, and a notice says so', () => {
  const choice = chooseConfig(source, { ...nothing, profile: 'dev', config: 'mine.yaml' })
  expect(choice.layers).toEqual([{ name: 'file mine.yaml', tree: { b: 2 } }])
  expect(choice.notice).toContain('--config mine.yaml is used instead of the profile dev')
})

test('a file of another phase is refused; one that only extends such a profile is not', () => {
  const folder = makeFolder({
    'configs/dev-pretrain.json': '{"phase": "pretrain"}',
    'sft.yaml': 'phase: sft',
    'more.yaml': 'extends: dev-pretrain\na: 1',
  })
  const ask = (config: string, phase: string | undefined) =>
    chooseConfig({ ...source, root: folder }, { ...nothing, folder, config, phase })
  expect(() => ask('sft.yaml', 'pretrain')).toThrow(
    expect.objectContaining({ code: 'PHASE_MISMATCH', hint: expect.stringContaining('--phase sft') }),
  )
  for (const [config, phase] of [
    ['sft.yaml', 'sft'],
    ['sft.yaml', undefined],
    ['more.yaml', 'sft'],
  ] as const)
    expect(ask(config, phase).phase).toBe(phase)
})

test('a phase with neither is refused with the list', () => {
  expect(() => chooseConfig(source, { ...nothing, phase: 'pretrain' })).toThrow(
    expect.objectContaining({
      code: 'CONFIG_MISSING',
      hint: 'add --profile NAME or --config FILE; profiles: dev',
    }),
  )
})

test('a phase of no profile is answered with the phases that there are', () => {
  expect(() => chooseConfig(source, { ...nothing, phase: 'nope' })).toThrow(
    expect.objectContaining({
      hint: expect.stringMatching(/^no profile is of the phase nope; there are profiles of /),
    }),
  )
})

test('without phase, profile and file there is nothing to compose', () => {
  expect(chooseConfig(source, nothing).layers).toEqual([])
})
