import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compose } from './compose.js'
import { gridPoints, listPoints, randomPoints } from './sweep.js'
import { parseSweepAxis } from './sweep-axis.js'

const grid = (...texts: string[]) => gridPoints(texts.map(parseSweepAxis)).map((point) => point.overrides)

test('a grid has every combination, the last axis changing fastest', () => {
  expect(grid('training.lr=1e-3,1e-4', 'seed=range(2)')).toEqual([
    ['training.lr=0.001', 'seed=0'],
    ['training.lr=0.001', 'seed=1'],
    ['training.lr=0.0001', 'seed=0'],
    ['training.lr=0.0001', 'seed=1'],
  ])
})

test('no axis is one point, an empty range is none', () => {
  expect(grid()).toEqual([[]])
  expect(grid('a=range(0)', 'b=1,2')).toEqual([])
})

test('the points of a grid are as many as the product of its values, and all different', () => {
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(fc.nat(99), { minLength: 1, maxLength: 5 }), { maxLength: 4 }), (axes) => {
      const points = grid(...axes.map((values, index) => `k${index}=${values.join(',')}`))
      expect(points).toHaveLength(axes.reduce((product, values) => product * values.length, 1))
      expect(new Set(points.map(String)).size).toBe(points.length)
    }),
  )
})

test('each point can be composed', () => {
  for (const overrides of grid("+name='a,b',[x,y],{z:1}", 'lr=0.1,null')) {
    const { tree } = compose({ layers: [{ name: 'file', tree: { lr: 1 } }], environment: {}, overrides })
    expect([0.1, null]).toContain(tree['lr'])
  }
})

test('the same seed draws the same points, and a longer draw begins with the shorter one', () => {
  const axes = ['lr=log_interval(1e-5,1e-1)', 'drop=interval(0,0.5)', 'opt=choice(adam,sgd)'].map(parseSweepAxis)
  const draw = (count: number, seed: number) => randomPoints(axes, { count, seed })
  expect(draw(5, 7)).toEqual(draw(20, 7).slice(0, 5))
  expect(draw(5, 7)).not.toEqual(draw(5, 8))
  for (const { overrides } of draw(500, 1)) {
    const [lr = 0, drop = 0] = overrides.map((text) => Number(text.split('=')[1]))
    expect(lr).toBeGreaterThanOrEqual(1e-5)
    expect(lr).toBeLessThanOrEqual(1e-1)
    expect(drop).toBeLessThanOrEqual(0.5)
  }
})

test('a log interval draws each decade as often as another', () => {
  const points = randomPoints([parseSweepAxis('lr=log_interval(1e-4,1)')], { count: 4000, seed: 3 })
  const below = points.filter((point) => Number(point.overrides[0]?.split('=')[1]) < 1e-2).length
  expect(below / points.length).toBeGreaterThan(0.45)
  expect(below / points.length).toBeLessThan(0.55)
})

test('a list of points takes nested and dotted keys', () => {
  expect(listPoints([{ training: { lr: 0.1 }, seed: 1 }, { 'training.lr': 0.2 }])).toEqual([
    { index: 0, overrides: ['training.lr=0.1', 'seed=1'] },
    { index: 1, overrides: ['training.lr=0.2'] },
  ])
})

test.each([
  ['a=interval(0,1)', 'CONFIG_OVERRIDE'],
  ['a=', 'CONFIG_OVERRIDE'],
  ['~a', 'CONFIG_OVERRIDE'],
  ['a=range(1,2,0)', 'CONFIG_OVERRIDE'],
  ['a=range(x)', 'CONFIG_OVERRIDE'],
  ['a=log_interval(0,1)', 'CONFIG_OVERRIDE'],
  ['a=interval(1,0)', 'CONFIG_OVERRIDE'],
  ['a=range(1000000000)', 'CONFIG_LIMIT'],
  ['a=1,,2', 'CONFIG_OVERRIDE'],
])('the grid %s is refused', (text, code) => {
  expect(() => grid(text)).toThrow(expect.objectContaining({ code }))
})

test('a grid of too many points is refused before it is made', () => {
  expect(() => grid('a=range(1000)', 'b=range(1000)')).toThrow(expect.objectContaining({ code: 'CONFIG_LIMIT' }))
})
