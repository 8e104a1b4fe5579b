import { expect, test } from 'vitest'
import { exportedVariables } from './exported.js'

const run = {
  runId: '1763705649000-k3j9x2m8p',
  name: 'qwen2-7b-alpaca-full-run12',
  number: 12,
  prefix: 'qwen2-7b-alpaca-full',
  dir: 'outputs/qwen2-7b-alpaca-full-run12',
  logDir: 'logs/qwen2-7b-alpaca-full-run12',
  segments: { model: 'qwen2-7b', dataset: 'alpaca', size: 'full', scope: 'model_dataset' },
}

test('a run exports the names of the contract, in order', () => {
  const variables = exportedVariables(run, { root: '/work/space', containerRoot: '/app', windows: false })
  expect(Object.entries(variables)).toEqual([
    ['RUN_NAME', 'qwen2-7b-alpaca-full-run12'],
    ['RUN_NUMBER', '12'],
    ['RUN_NAME_PREFIX', 'qwen2-7b-alpaca-full'],
    ['RUN_DIR_NAME', 'qwen2-7b-alpaca-full-run12'],
    ['SERVED_MODEL_NAME', 'qwen2-7b'],
    ['RUN_DIR', '/work/space/outputs/qwen2-7b-alpaca-full-run12'],
    ['RUN_LOG_DIR', '/work/space/logs/qwen2-7b-alpaca-full-run12'],
    ['RUN_ID', '1763705649000-k3j9x2m8p'],
    ['RUN_OUTPUTS_DIR_CONTAINER', '/app/outputs/qwen2-7b-alpaca-full-run12'],
    ['RUN_LOGS_DIR_CONTAINER', '/app/logs/qwen2-7b-alpaca-full-run12'],
    ['RUN_CONTAINER_ROOT', '/app'],
  ])
})

test('a run without a number exports an empty one', () => {
  const variables = exportedVariables({ ...run, number: null }, { root: '/w', containerRoot: '/app', windows: false })
  expect(variables['RUN_NUMBER']).toBe('')
})

test('Windows gets its separators outside the container', () => {
  const variables = exportedVariables(run, { root: 'C:\\work\\', containerRoot: '/app/', windows: true })
  expect(variables['RUN_DIR']).toBe('C:\\work\\outputs\\qwen2-7b-alpaca-full-run12')
  expect(variables['RUN_OUTPUTS_DIR_CONTAINER']).toBe('/app/outputs/qwen2-7b-alpaca-full-run12')
})
