import { expect, test } from 'vitest'
import { captureEnvironment } from './environment.js'
import { maskArgv, maskText, maskTree } from './secret.js'

test('every variable is named, and only harmless ones have a value', () => {
  const environment = { PATH: '/usr/bin', RANK: '3', HOME: '/root', CUDA_VISIBLE_DEVICES: '', GONE: undefined }
  expect(captureEnvironment(environment, [])).toEqual({ CUDA_VISIBLE_DEVICES: '', HOME: null, PATH: null, RANK: '3' })
})

test('more values are kept when they are asked for, by name or by beginning', () => {
  const environment = { MY_A: '1', MY_B: '2', OTHER: '3', MYX: '4' }
  expect(captureEnvironment(environment, ['MY_*', 'OTHER'])).toEqual({ MYX: null, MY_A: '1', MY_B: '2', OTHER: '3' })
})

test('a secret has no value, whatever was asked for', () => {
  const environment = { HF_TOKEN: 'abc', A: `ghp_${'a1'.repeat(18)}`, B: 'https://u:p@h', C: 'x', ['__proto__']: 'y' }
  expect(Object.entries(captureEnvironment(environment, ['*']))).toEqual([
    ['A', null],
    ['B', null],
    ['C', 'x'],
    ['HF_TOKEN', null],
    ['__proto__', 'y'],
  ])
})

test('of two hundred canaries none is in what is kept', () => {
  const canaries = Array.from({ length: 200 }, (_, index) => `canary${index}x${(index * 7919).toString(36)}q`)
  const of = (first: number): string => canaries[first] ?? ''
  const kept: unknown[] = []
  for (let index = 0; index < canaries.length; index += 10) {
    const environment = {
      [`APP${index}_TOKEN`]: of(index),
      SOME_VALUE: of(index + 1),
      RANK: `sk-${of(index + 2)}0123456789abcdef`,
    }
    kept.push(captureEnvironment(environment, ['APP*']))
    kept.push(
      maskArgv(['run', '--api-key', of(index + 3), `--db.password=${of(index + 4)}`, `HF_TOKEN=${of(index + 5)}`]),
    )
    kept.push(
      maskTree({
        hub: { token: of(index + 6) },
        url: `s3://id:${of(index + 7)}@bucket`,
        note: `Bearer ${of(index + 8)}`,
      }),
    )
    kept.push(maskText(`https://joe:${of(index + 9)}@example.org/a.git`))
  }
  const text = JSON.stringify(kept)
  expect(canaries.filter((secret) => text.includes(secret))).toEqual([])
})
