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
