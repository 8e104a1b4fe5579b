import { expect, test } from 'vitest'
import { type OverrideTarget, shareOverrides, splitOwnOverrides } from './pipeline-overrides.js'

const target = (name: string, tree: OverrideTarget['layers'][number]['tree']): OverrideTarget => {
  return { name, layers: [{ name: 'file', tree }], schema: undefined, overrides: [] }
}
const makeTargets = () => [target('pretrain', { lr: 1, only: { here: 1 } }), target('sft', { lr: 1, rank: 2 })]

test.each<[string[], string[], string[]]>([
  [['lr=2'], ['lr=2'], ['lr=2']],
  [['rank=3'], [], ['rank=3']],
  [['only.here=3'], ['only.here=3'], []],
  [['+fresh=1'], ['+fresh=1'], ['+fresh=1']],
  [
    ['+fresh=1', 'fresh=2'],
    ['+fresh=1', 'fresh=2'],
    ['+fresh=1', 'fresh=2'],
  ],
  [['sft.lr=3'], [], ['lr=3']],
  [['++sft.fresh.a=3'], [], ['++fresh.a=3']],
  [['~sft.rank'], [], ['~rank']],
  [['~rank'], [], ['~rank']],
])('%j gives %j and %j', (overrides, pretrain, sft) => {
  const targets = makeTargets()
  shareOverrides(targets, overrides)
  expect(targets.map((each) => each.overrides)).toEqual([pretrain, sft])
})

test.each([
  ['learning=1', 'CONFIG_KEY'],
  ['sft.only.here=1', 'CONFIG_KEY'],
  ['lr', 'CONFIG_OVERRIDE'],
])('%s is refused', (text, code) => {
  expect(() => shareOverrides(makeTargets(), [text])).toThrow(expect.objectContaining({ code }))
})

test('the document of the pipeline comes first', () => {
  const tree = { steps: [], sft_config_path: 'a.json' }
  expect(splitOwnOverrides(tree, ['steps.0.profile=a', 'lr=1', 'sft_config_path=b.json'])).toEqual({
    own: ['steps.0.profile=a', 'sft_config_path=b.json'],
    others: ['lr=1'],
  })
})
