import { expect, test } from 'vitest'
import { parseConfig } from '../config/read.js'
import type { ConfigTree } from '../config/tree.js'
import { readPipeline } from './pipeline.js'
import { inputLayer } from './step-input.js'

const TEXT = `
steps:
  - {phase: pretrain, profile: dev, overrides: [training.lr=1e-4]}
  - name: tune
    phase: sft
    profile: dev-sft
    inputs:
      init_checkpoint: \${steps.pretrain.artifacts.checkpoints.best}
      model.name: from \${steps.pretrain.run.name}
`
const context = { environment: {}, now: 0, run: undefined }
const phaseOf = (profile: string) => ({ 'smoke-sft': 'sft' })[profile] ?? null
const read = (text: string) => readPipeline(parseConfig(text, 'p.yaml'), 'p.yaml', phaseOf)

test('a pipeline is a list of steps, each named after its phase unless it has a name', () => {
  const { steps } = read(TEXT)
  expect(steps.map((step) => [step.name, step.phase, step.profile])).toEqual([
    ['pretrain', 'pretrain', 'dev'],
    ['tune', 'sft', 'dev-sft'],
  ])
  expect(steps[0]?.overrides).toEqual(['training.lr=1e-4'])
})

test('a step that names no phase is of the phase of its profile', () => {
  expect(read('steps: [{profile: smoke-sft}, {name: b, profile: smoke-sft, phase: other}]').steps).toMatchObject([
    { name: 'sft', phase: 'sft' },
    { name: 'b', phase: 'other' },
  ])
})

test('the two keys of the older form make two steps, the second starting from the best checkpoint', () => {
  const { steps } = readPipeline(
    { pretrain_config_path: 'configs/a.json', sft_config_path: 'configs/b.json' },
    'p.json',
    phaseOf,
  )
  expect(steps.map((step) => [step.name, step.config])).toEqual([
    ['pretrain', 'configs/a.json'],
    ['sft', 'configs/b.json'],
  ])
  const outputs = { pretrain: { artifacts: { checkpoints: { last: 'l.pt', best: 'b.pt' } } } }
  const [, sft] = steps
  expect(sft && inputLayer(sft, outputs, context).tree).toEqual({ init_checkpoint: 'b.pt' })
})

test('inputs take the outputs of earlier steps, and the last checkpoint when there is no best', () => {
  const [, tune] = read(TEXT).steps
  const outputs = { pretrain: { run: { name: 'run1' }, artifacts: { checkpoints: { last: 'dir/${odd}.pt' } } } }
  expect(tune && inputLayer(tune, outputs, context)).toEqual({
    name: 'inputs of step tune',
    tree: { init_checkpoint: 'dir/\\${odd}.pt', model: { name: 'from run1' } },
  })
})

test('an input that the earlier step did not leave is an error', () => {
  const [, tune] = read(TEXT).steps
  const from = (outputs: ConfigTree) => () => tune && inputLayer(tune, { pretrain: outputs }, context)
  expect(from({ run: { name: 'x' } })).toThrow(
    expect.objectContaining({
      code: 'OUTPUT_MISSING',
      message: 'the step pretrain left neither a best nor a last checkpoint, which the step tune takes',
    }),
  )
  expect(from({ run: { nam: 'x' }, artifacts: { checkpoints: { last: 'x' } } })).toThrow(
    expect.objectContaining({ code: 'OUTPUT_MISSING', hint: expect.stringContaining('steps.pretrain.run.nam') }),
  )
})

test.each([
  ['steps: []', 'has no steps'],
  ['a: 1', 'is no pipeline'],
  ['steps: [{phase: a, profile: p}, {phase: a, profile: p}]', 'two steps named "a"'],
  ['steps: [{phase: a}]', 'needs either a profile or a config'],
  ['steps: [{profile: a}]', 'has no phase'],
  ['steps: [{config: a}]', 'has no phase'],
  ['steps: [{phase: a, profil: b}]', 'unknown key "profil"'],
  ['steps: [{phase: a, profile: p, inputs: {x: "${steps.b.run.name}"}}]', 'which is no earlier step'],
  ['steps: [{phase: a, profile: p, overrides: [1]}]', 'overrides is no list of text'],
])('%s is refused', (text, message) => {
  expect(() => read(text)).toThrow(message)
})
