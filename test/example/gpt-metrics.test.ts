import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { load } from './gpt-module.js'
import { makeRunDir } from './gpt-process.js'

const { openMetrics } = await load('metrics.mjs')

it('writes one line a point, with NaN and infinities as the format spells them', () => {
  const run = makeRunDir()
  const log = openMetrics(run, '3')
  log(1, { loss: 0.5, lr: Number.NaN })
  log(2, { loss: Number.POSITIVE_INFINITY })
  const text = readFileSync(join(run, 'metrics', 'main.3.jsonl'), 'utf8')
  expect(text).toMatch(/^\{"step":1,"loss":0\.5,"lr":"NaN","_at":\d+\}\n\{"step":2,"loss":"Infinity","_at":\d+\}\n$/)
})

it('takes a log of its own when nobody numbers its attempts', () => {
  const run = makeRunDir()
  openMetrics(run, undefined)(1, { loss: 1 })
  openMetrics(run, undefined)(1, { loss: 2 })
  expect(readdirSync(join(run, 'metrics')).sort()).toEqual(['main.1.jsonl', 'main.2.jsonl'])
})
