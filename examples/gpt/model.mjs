/**
 * A decoder-only transformer over bytes: learned positions, normalisation before each part, squared ReLU, no biases, and one
 * table for reading a byte in and for predicting the next.
 *
 *     tokens[N] → x[N, C] → L blocks (attention, then a bend of width 4C, each added to x) → logits[N, V]
 */

import { attend, attendBackward, makeHead } from './attention.mjs'
import { activate, activateBackward, crossEntropy, normalise, normaliseBackward } from './layers.mjs'
import { linear, linearInputGradient, linearWeightGradient } from './tensor.mjs'

/**
 * @typedef {object} Shape
 * @property {number} V size of the vocabulary; bytes use the first 256
 * @property {number} T longest sequence, in bytes
 * @property {number} C numbers for each position
 * @property {number} L blocks
 * @property {number} heads attention heads; C is a multiple of it
 */

/** Names and shapes of the parameters, in the order in which they stand in memory and in checkpoints. */
export function parameterShapes({ V, T, C, L }) {
  const shapes = [
    ['bytes', [V, C]],
    ['positions', [T, C]],
  ]
  for (let l = 0; l < L; l++) {
    shapes.push([`block.${l}.attention.gain`, [C]])
    shapes.push([`block.${l}.attention.qkv`, [3 * C, C]])
    shapes.push([`block.${l}.attention.out`, [C, C]])
    shapes.push([`block.${l}.bend.gain`, [C]])
    shapes.push([`block.${l}.bend.up`, [4 * C, C]])
    shapes.push([`block.${l}.bend.down`, [C, 4 * C]])
  }
  shapes.push(['last.gain', [C]])
  return shapes
}

/** One flat array and a view of it for each parameter. */
function allocate(shape, Numbers) {
  const shapes = parameterShapes(shape)
  const sizes = shapes.map(([, sides]) => sides.reduce((product, side) => product * side, 1))
  const flat = new Numbers(sizes.reduce((sum, size) => sum + size, 0))
  const named = {}
  let at = 0
  shapes.forEach(([name], i) => {
    named[name] = flat.subarray(at, at + sizes[i])
    at += sizes[i]
  })
  return { flat, named }
}

/** Draws every parameter. The matrices that write to the residual stream begin at zero, so each block begins as "change nothing". */
export function drawParameters(model, random) {
  for (const [name, [, inputs]] of parameterShapes(model.shape)) {
    const values = model.parameters.named[name]
    if (name.endsWith('gain')) values.fill(1)
    else if (name.endsWith('.out') || name.endsWith('.down')) values.fill(0)
    else {
      const deviation = name === 'bytes' || name === 'positions' ? 4 / model.shape.C : 1 / Math.sqrt(inputs)
      for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation
    }
  }
}

/**
 * A model with room for `batch` sequences of T bytes. The parameters are zero until they are drawn or loaded.
 * @param {Shape} shape
 * @param {number} batch
 * @param {typeof Float32Array | typeof Float64Array} Numbers Float64Array serves the comparison with finite differences
 */
export function makeModel(shape, batch, Numbers = Float32Array) {
  const { V, T, C, L, heads } = shape
  const N = batch * T
  const make = (...sides) => new Numbers(sides.reduce((product, side) => product * side, 1))
  const blocks = Array.from({ length: L }, () => ({
    x: make(N, C),
    normed: make(N, C),
    inverse: make(N),
    qkv: make(N, 3 * C),
    weights: make(N, heads, T),
    mixed: make(N, C),
    middle: make(N, C),
    normedMiddle: make(N, C),
    inverseMiddle: make(N),
    up: make(N, 4 * C),
    bent: make(N, 4 * C),
  }))
  return {
    shape,
    batch,
    parameters: allocate(shape, Numbers),
    gradients: allocate(shape, Numbers),
    blocks,
    x: make(N, C),
    normed: make(N, C),
    inverse: make(N),
    logits: make(N, V),
    head: makeHead(T, C / heads, Numbers),
    back: {
      x: make(N, C),
      normed: make(N, C),
      mixed: make(N, C),
      qkv: make(N, 3 * C),
      bent: make(N, 4 * C),
    },
  }
}

/**
 * Mean loss in nats a byte of tokens[batch · T] against targets[batch · T] (-1 = not counted).
 * Leaves what `backward` needs in the model.
 */
export function forward(model, tokens, targets) {
  const { shape, batch, blocks, parameters } = model
  const { V, T, C, L, heads } = shape
  const N = batch * T
  const p = parameters.named
  const first = L > 0 ? blocks[0].x : model.x
  for (let row = 0; row < N; row++) {
    const byte = tokens[row] * C
    const position = (row % T) * C
    for (let i = 0; i < C; i++) first[row * C + i] = p.bytes[byte + i] + p.positions[position + i]
  }
  for (let l = 0; l < L; l++) {
    const block = blocks[l]
    normalise(block.normed, block.inverse, block.x, p[`block.${l}.attention.gain`], N, C)
    linear(block.qkv.fill(0), block.normed, p[`block.${l}.attention.qkv`], N, C, 3 * C)
    attend(block.mixed, block.weights, block.qkv, model.head, { batch, T, C, heads })
    block.middle.set(block.x)
    linear(block.middle, block.mixed, p[`block.${l}.attention.out`], N, C, C)
    normalise(block.normedMiddle, block.inverseMiddle, block.middle, p[`block.${l}.bend.gain`], N, C)
    linear(block.up.fill(0), block.normedMiddle, p[`block.${l}.bend.up`], N, C, 4 * C)
    activate(block.bent, block.up, N * 4 * C)
    const after = l + 1 < L ? blocks[l + 1].x : model.x
    after.set(block.middle)
    linear(after, block.bent, p[`block.${l}.bend.down`], N, 4 * C, C)
  }
  normalise(model.normed, model.inverse, model.x, p['last.gain'], N, C)
  linear(model.logits.fill(0), model.normed, p.bytes, N, C, V)
  return crossEntropy(model.logits, targets, N, V)
}

/** Writes the gradient of the last `forward` into `model.gradients`. */
export function backward(model, tokens) {
  const { shape, batch, blocks, parameters, gradients, back, logits } = model
  const { V, T, C, L, heads } = shape
  const N = batch * T
  const p = parameters.named
  const g = gradients.named
  gradients.flat.fill(0)
  linearWeightGradient(g.bytes, logits, model.normed, N, C, V)
  linearInputGradient(back.normed.fill(0), logits, p.bytes, N, C, V)
  normaliseBackward(back.x.fill(0), g['last.gain'], back.normed, model.inverse, model.x, p['last.gain'], N, C)
  for (let l = L - 1; l >= 0; l--) {
    const block = blocks[l]
    const bend = `block.${l}.bend`
    linearWeightGradient(g[`${bend}.down`], back.x, block.bent, N, 4 * C, C)
    linearInputGradient(back.bent.fill(0), back.x, p[`${bend}.down`], N, 4 * C, C)
    activateBackward(back.bent, block.up, N * 4 * C)
    linearWeightGradient(g[`${bend}.up`], back.bent, block.normedMiddle, N, C, 4 * C)
    linearInputGradient(back.normed.fill(0), back.bent, p[`${bend}.up`], N, C, 4 * C)
    const { inverseMiddle, middle } = block
    normaliseBackward(back.x, g[`${bend}.gain`], back.normed, inverseMiddle, middle, p[`${bend}.gain`], N, C)

    const attention = `block.${l}.attention`
    linearWeightGradient(g[`${attention}.out`], back.x, block.mixed, N, C, C)
    linearInputGradient(back.mixed.fill(0), back.x, p[`${attention}.out`], N, C, C)
    attendBackward(back.qkv, back.mixed, block.weights, block.qkv, model.head, { batch, T, C, heads })
    linearWeightGradient(g[`${attention}.qkv`], back.qkv, block.normed, N, C, 3 * C)
    linearInputGradient(back.normed.fill(0), back.qkv, p[`${attention}.qkv`], N, C, 3 * C)
    normaliseBackward(back.x, g[`${attention}.gain`], back.normed, block.inverse, block.x, p[`${attention}.gain`], N, C)
  }
  for (let row = 0; row < N; row++) {
    const byte = tokens[row] * C
    const position = (row % T) * C
    for (let i = 0; i < C; i++) {
      g.bytes[byte + i] += back.x[row * C + i]
      g.positions[position + i] += back.x[row * C + i]
    }
  }
}
