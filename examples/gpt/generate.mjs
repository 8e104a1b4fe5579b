/** Lets a model write: one byte at a time, keys and values of earlier positions kept. */

import { softmax } from './attention.mjs'
import { activate, normalise } from './layers.mjs'
import { linear } from './tensor.mjs'

const TEMPERATURE = 0.8

/** `prompt` continued by `count` bytes; with `until`, writing ends after that character. */
export function generate(model, prompt, count, random, until) {
  const { T } = model.shape
  const reader = makeReader(model)
  const text = [...Buffer.from(prompt)]
  let logits
  let fresh = text.slice(-T)
  for (let written = 0; written < count; written++) {
    if (reader.length + fresh.length > T) {
      // positions are learned up to T only: begin again with the newer half
      reader.reset()
      fresh = text.slice(-Math.ceil(T / 2))
    }
    for (const byte of fresh) logits = reader.read(byte)
    const byte = draw(logits, random)
    text.push(byte)
    fresh = [byte]
    if (until !== undefined && byte === until.charCodeAt(0)) break
  }
  return Buffer.from(text).toString('utf8')
}

/** A draw from softmax(logits / temperature), among bytes only. */
function draw(logits, random) {
  let highest = -Infinity
  for (let i = 0; i < 256; i++) highest = Math.max(highest, logits[i])
  const weights = Array.from({ length: 256 }, (_, i) => Math.exp((logits[i] - highest) / TEMPERATURE))
  let rest = random.next() * weights.reduce((sum, weight) => sum + weight, 0)
  const byte = weights.findIndex((weight) => {
    rest -= weight
    return rest < 0
  })
  return byte < 0 ? 255 : byte
}

/** `read(byte)` appends one byte and returns the logits for the next: those of `forward` at that position, but for rounding. */
export function makeReader(model) {
  const { shape, parameters } = model
  const { T, C, L, heads } = shape
  const p = parameters.named
  const memory = Array.from({ length: L }, () => new Float32Array(T * 3 * C))
  const x = new Float32Array(C)
  const normed = new Float32Array(C)
  const mixed = new Float32Array(C)
  const up = new Float32Array(4 * C)
  const weights = new Float32Array(T)
  const inverse = new Float32Array(1)
  const logits = new Float32Array(256)
  const reader = {
    length: 0,
    reset() {
      reader.length = 0
    },
    read(byte) {
      const position = reader.length++
      for (let i = 0; i < C; i++) x[i] = p.bytes[byte * C + i] + p.positions[position * C + i]
      for (let l = 0; l < L; l++) {
        const qkv = memory[l].subarray(position * 3 * C, (position + 1) * 3 * C).fill(0)
        normalise(normed, inverse, x, p[`block.${l}.attention.gain`], 1, C)
        linear(qkv, normed, p[`block.${l}.attention.qkv`], 1, C, 3 * C)
        attendFrom(position, mixed, weights, memory[l], C, heads)
        linear(x, mixed, p[`block.${l}.attention.out`], 1, C, C)
        normalise(normed, inverse, x, p[`block.${l}.bend.gain`], 1, C)
        linear(up.fill(0), normed, p[`block.${l}.bend.up`], 1, C, 4 * C)
        activate(up, up, 4 * C)
        linear(x, up, p[`block.${l}.bend.down`], 1, 4 * C, C)
      }
      normalise(normed, inverse, x, p['last.gain'], 1, C)
      linear(logits.fill(0), normed, p.bytes, 1, C, 256)
      return logits
    },
  }
  return reader
}

/** mixed[C] of one position, from qkv[T, 3C] of the positions up to it. */
function attendFrom(position, mixed, weights, qkv, C, heads) {
  const S = C / heads
  mixed.fill(0)
  for (let column = 0; column < C; column += S) {
    const query = position * 3 * C + column
    for (let past = 0; past <= position; past++) {
      const key = past * 3 * C + C + column
      weights[past] = 0
      for (let i = 0; i < S; i++) weights[past] += qkv[query + i] * qkv[key + i]
    }
    softmax(weights, position + 1, 1 / Math.sqrt(S))
    for (let past = 0; past <= position; past++) {
      const value = past * 3 * C + 2 * C + column
      for (let i = 0; i < S; i++) mixed[column + i] += weights[past] * qkv[value + i]
    }
  }
}
