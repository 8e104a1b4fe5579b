import { expect, test } from 'vitest'
import type { SweptPoint } from '../../workspace/orchestration/sweep-conduct.js'
import { makeStyle } from './style.js'
import { orderPoints, renderPoint, renderSweepProgress } from './sweep.js'

const point = (number: number, status: SweptPoint['status'], metrics: SweptPoint['metrics'] = {}): SweptPoint => {
  return { point: number, overrides: [`seed=${number}`], status, run: null, exit_code: null, metrics }
}

test('the progress line has a mark for each point, or for those around the first that is open', () => {
  const points = [point(1, 'completed'), point(2, 'failed'), point(3, 'running'), point(4, 'waiting')]
  expect(renderSweepProgress(points, 80)).toBe('+x>·  1 waiting, 1 running, 1 completed, 1 failed')
  const many = Array.from({ length: 200 }, (_, at) => point(at + 1, at < 3 ? 'skipped' : 'waiting'))
  expect(renderSweepProgress(many, 80)).toBe(`---${'·'.repeat(51)}…  197 waiting, 3 skipped`)
  expect(renderSweepProgress(many, 240)).toBe(`---${'·'.repeat(197)}  197 waiting, 3 skipped`)
  expect(renderSweepProgress(many, 10)).toBe('197 waiti')
  expect(renderSweepProgress(many, 0)).toBe(renderSweepProgress(many, 80))
  const later = Array.from({ length: 200 }, (_, at) => point(at + 1, at < 100 ? 'completed' : 'waiting'))
  expect(renderSweepProgress(later, 60)).toMatch(/^…\+{12,}·{12,}… {2}100 waiting, 100 completed$/)
  const done = Array.from({ length: 200 }, (_, at) => point(at + 1, 'completed'))
  expect(renderSweepProgress(done, 60)).toMatch(/^…\+{30,} {2}200 completed$/)
  for (let width = 8; width < 120; width++) expect(renderSweepProgress(later, width).length).toBeLessThan(width)
})

test('points are ordered by a metric in either direction, those without it last', () => {
  const metrics = [{ loss: 2 }, {}, { loss: 'NaN' as const }, { loss: '-Infinity' as const }, { loss: 1 }, { loss: 2 }]
  const points = metrics.map((each, at) => point(at + 1, 'completed', each))
  const order = (direction: 'ascending' | 'descending', sort: string | null = null) =>
    orderPoints(points, { sort, direction }).map((each) => each.point)
  expect(order('ascending', 'loss')).toEqual([4, 5, 1, 6, 2, 3])
  expect(order('descending', 'loss')).toEqual([1, 6, 5, 4, 2, 3])
  expect(order('ascending', 'toString')).toEqual([1, 2, 3, 4, 5, 6])
  expect(order('ascending')).toEqual([1, 2, 3, 4, 5, 6])
})

test('what a hostile override could do to a terminal is not printed', () => {
  const hostile = { ...point(1, 'failed'), overrides: ['a=\u001b[2J'], run: 'outputs/\u0007' }
  expect(renderPoint(hostile, 2, makeStyle('off'))).toBe('point 1/2 a=\ufffd[2J  failed  outputs/\ufffd')
})
