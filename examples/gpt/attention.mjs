/**
 * Causal attention: each position mixes the values of itself and of earlier ones.
 *
 *     qkv[N, 3C]: row = query | key | value, each split into heads of S = C / heads numbers
 *     weights[batch, heads, T, T]: how much position t (row) looks at position s ≤ t (column); zero after t
 */

import { linear, linearInputGradient, linearWeightGradient } from './tensor.mjs'

/** Working space for one head of one sequence. */
export function makeHead(T, S, Numbers) {
  const make = (sides) => new Numbers(sides)
  return {
    ...{ query: make(T * S), key: make(T * S), value: make(T * S), mixed: make(T * S), scores: make(T * T) },
    ...{ dquery: make(T * S), dkey: make(T * S), dvalue: make(T * S) },
  }
}

/** out[N, C] and `weights` from qkv. */
export function attend(out, weights, qkv, head, { batch, T, C, heads }) {
  const S = C / heads
  const scale = 1 / Math.sqrt(S)
  for (let pair = 0; pair < batch * heads; pair++) {
    const { row, column } = placeOf(pair, heads, T, S)
    take(head.query, qkv, row, column, 3 * C, T, S)
    take(head.key, qkv, row, column + C, 3 * C, T, S)
    take(head.value, qkv, row, column + 2 * C, 3 * C, T, S)
    linear(head.scores.fill(0), head.query, head.key, T, S, T)
    for (let t = 0; t < T; t++) softmax(head.scores.subarray(t * T, (t + 1) * T), t + 1, scale)
    weights.set(head.scores, pair * T * T)
    linearInputGradient(head.mixed.fill(0), head.scores, head.value, T, S, T)
    put(out, head.mixed, row, column, C, T, S)
  }
}

/** dqkv[N, 3C], overwritten, from dout[N, C]. */
export function attendBackward(dqkv, dout, weights, qkv, head, { batch, T, C, heads }) {
  const S = C / heads
  const scale = 1 / Math.sqrt(S)
  for (let pair = 0; pair < batch * heads; pair++) {
    const { row, column } = placeOf(pair, heads, T, S)
    const share = weights.subarray(pair * T * T, (pair + 1) * T * T)
    take(head.query, qkv, row, column, 3 * C, T, S)
    take(head.key, qkv, row, column + C, 3 * C, T, S)
    take(head.value, qkv, row, column + 2 * C, 3 * C, T, S)
    take(head.mixed, dout, row, column, C, T, S)
    linearWeightGradient(head.dvalue.fill(0), share, head.mixed, T, S, T)
    linear(head.scores.fill(0), head.mixed, head.value, T, S, T)
    for (let t = 0; t < T; t++) {
      softmaxBackward(head.scores.subarray(t * T, (t + 1) * T), share.subarray(t * T, (t + 1) * T), scale)
    }
    linearInputGradient(head.dquery.fill(0), head.scores, head.key, T, S, T)
    linearWeightGradient(head.dkey.fill(0), head.scores, head.query, T, S, T)
    put(dqkv, head.dquery, row, column, 3 * C, T, S)
    put(dqkv, head.dkey, row, column + C, 3 * C, T, S)
    put(dqkv, head.dvalue, row, column + 2 * C, 3 * C, T, S)
  }
}

/** In place: the first `count` numbers become softmax(number · scale), the rest zero. */
export function softmax(row, count, scale) {
  let highest = -Infinity
  for (let i = 0; i < count; i++) if (row[i] > highest) highest = row[i]
  let total = 0
  for (let i = 0; i < count; i++) {
    const e = Math.exp((row[i] - highest) * scale)
    row[i] = e
    total += e
  }
  for (let i = 0; i < count; i++) row[i] /= total
  row.fill(0, count)
}

/** In place: the gradient of the weights becomes the gradient of the scores before they were scaled. */
function softmaxBackward(gradient, weights, scale) {
  let mean = 0
  for (let i = 0; i < weights.length; i++) mean += weights[i] * gradient[i]
  for (let i = 0; i < weights.length; i++) gradient[i] = weights[i] * (gradient[i] - mean) * scale
}

/** First row and first column of a pair of sequence and head. */
function placeOf(pair, heads, T, S) {
  const head = pair % heads
  return { row: ((pair - head) / heads) * T, column: head * S }
}

/** block[T, S] = wide[row .. row + T, column .. column + S] */
function take(block, wide, row, column, width, T, S) {
  for (let t = 0; t < T; t++) {
    const from = (row + t) * width + column
    for (let i = 0; i < S; i++) block[t * S + i] = wide[from + i]
  }
}

/** wide[row .. row + T, column .. column + S] = block[T, S] */
function put(wide, block, row, column, width, T, S) {
  for (let t = 0; t < T; t++) {
    const to = (row + t) * width + column
    for (let i = 0; i < S; i++) wide[to + i] = block[t * S + i]
  }
}
