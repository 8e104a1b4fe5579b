import { describe, expect, it } from 'vitest'
import { load } from './gpt-module.js'

const { makeModel, drawParameters, forward, backward, parameterShapes } = await load('model.mjs')
const { seedRandom } = await load('random.mjs')
const { linear, linearInputGradient, linearWeightGradient } = await load('tensor.mjs')
const { generate, makeReader } = await load('generate.mjs')

const SHAPE = { V: 256, T: 6, C: 8, L: 2, heads: 2 }
const BATCH = 2

function sampleRows(): { tokens: Int32Array; targets: Int32Array } {
  const random = seedRandom(5)
  const tokens = Int32Array.from({ length: BATCH * SHAPE.T }, () => random.integer(256))
  const targets = Int32Array.from(tokens, (_, i) => (i % 5 === 0 ? -1 : random.integer(256)))
  return { tokens, targets }
}

describe('the hand-written backward pass', () => {
  it('agrees with finite differences for every parameter matrix and gain', () => {
    const model = makeModel(SHAPE, BATCH, Float64Array)
    const random = seedRandom(3)
    drawParameters(model, random)
    // matrices that begin at zero would hide what stands behind them
    const values = model.parameters.flat
    for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) + 0.3 * random.normal()
    const { tokens, targets } = sampleRows()
    forward(model, tokens, targets)
    backward(model, tokens)

    for (const [name] of parameterShapes(SHAPE)) {
      const parameter = model.parameters.named[name] ?? new Float64Array()
      const gradient = model.gradients.named[name] ?? new Float64Array()
      const places = name === 'bytes' ? [...tokens].map((byte) => byte * SHAPE.C + 1) : [0, 1]
      for (let i = 0; i < 12; i++) places.push(random.integer(parameter.length))
      for (const place of places) {
        const kept = parameter[place] ?? 0
        const epsilon = 1e-5
        parameter[place] = kept + epsilon
        const above = forward(model, tokens, targets)
        parameter[place] = kept - epsilon
        const below = forward(model, tokens, targets)
        parameter[place] = kept
        const measured = (above - below) / (2 * epsilon)
        expect(Math.abs(measured - (gradient[place] ?? Number.NaN)), `${name}[${place}]`).toBeLessThan(
          1e-7 + 1e-5 * Math.abs(measured),
        )
      }
    }
  })

  it('does not let a position see a later one', () => {
    const model = makeModel(SHAPE, 1, Float64Array)
    drawParameters(model, seedRandom(3))
    for (let i = 0; i < model.parameters.flat.length; i++) model.parameters.flat[i] = Math.sin(i)
    const targets = new Int32Array([7, -1, -1, -1, -1, -1])
    const first = forward(model, new Int32Array([1, 2, 3, 4, 5, 6]), targets)
    const second = forward(model, new Int32Array([1, 200, 201, 202, 203, 204]), targets)
    expect(second).toBe(first)
  })
})

describe('matrix products in blocks', () => {
  it('agree with the plain loop for sizes that are no multiple of a block', () => {
    const random = seedRandom(1)
    const draw = (count: number) => Float32Array.from({ length: count }, () => random.next() - 0.5)
    for (const [rows, inputs, outputs] of [
      [2, 1, 1],
      [5, 7, 3],
      [4, 8, 16],
      [9, 600, 131],
      [131, 5, 600],
      [600, 131, 9],
    ] as const) {
      const x = draw(rows * inputs)
      const w = draw(outputs * inputs)
      const y = draw(rows * outputs)
      const cases = [
        [linear, x, w, rows * outputs],
        [linearInputGradient, y, w, rows * inputs],
        [linearWeightGradient, y, x, outputs * inputs],
      ] as const
      for (const [product, left, right, count] of cases) {
        const blocks = new Float32Array(count).fill(2)
        const plain = new Float64Array(count).fill(2)
        product(blocks, left, right, rows, inputs, outputs)
        product(plain, left, right, rows, inputs, outputs)
        const farthest = blocks.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (plain[i] ?? 0))), 0)
        expect(farthest, `${rows} ${inputs} ${outputs}`).toBeLessThan(2e-5)
      }
    }
  })
})

describe('writing byte by byte', () => {
  it('sees the same logits as the whole sequence does', () => {
    const model = makeModel(SHAPE, 1, Float32Array)
    drawParameters(model, seedRandom(3))
    for (let i = 0; i < model.parameters.flat.length; i++) model.parameters.flat[i] = Math.sin(i)
    const tokens = new Int32Array([10, 20, 30, 40, 50, 60])
    const reader = makeReader(model)
    let logits = new Float32Array()
    for (const byte of tokens) logits = reader.read(byte)
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0)
    const target = 99
    const targets = new Int32Array([-1, -1, -1, -1, -1, target])
    expect(forward(model, tokens, targets)).toBeCloseTo(Math.log(total) - (logits[target] ?? 0), 3)
  })

  it('goes on past the longest sequence', () => {
    const model = makeModel(SHAPE, 1, Float32Array)
    drawParameters(model, seedRandom(3))
    expect(Buffer.from(generate(model, 'abc', 40, seedRandom(1)), 'utf8').length).toBeGreaterThanOrEqual(43)
  })
})
