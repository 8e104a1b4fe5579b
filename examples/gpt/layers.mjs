/**
 * The layers of the model but attention, each with its backward pass. Rows are positions: N = batch · T of them, C numbers each.
 * A backward function adds to the gradients that it is given.
 */

const EPSILON = 1e-5

/** out[N, C] = x / rms(x) · gain; `inverse[N]` keeps 1 / rms for the way back. */
export function normalise(out, inverse, x, gain, rows, width) {
  for (let row = 0; row < rows; row++) {
    const at = row * width
    let squares = 0
    for (let i = 0; i < width; i++) squares += x[at + i] * x[at + i]
    const scale = 1 / Math.sqrt(squares / width + EPSILON)
    inverse[row] = scale
    for (let i = 0; i < width; i++) out[at + i] = x[at + i] * scale * gain[i]
  }
}

/** dx[N, C] and dgain[C] from dout[N, C]. */
export function normaliseBackward(dx, dgain, dout, inverse, x, gain, rows, width) {
  for (let row = 0; row < rows; row++) {
    const at = row * width
    const scale = inverse[row]
    let along = 0
    for (let i = 0; i < width; i++) along += dout[at + i] * gain[i] * x[at + i]
    const pull = (along * scale * scale * scale) / width
    for (let i = 0; i < width; i++) {
      dgain[i] += dout[at + i] * x[at + i] * scale
      dx[at + i] += dout[at + i] * gain[i] * scale - x[at + i] * pull
    }
  }
}

/** out = max(x, 0)², number by number: the bend between the two matrices of a block. */
export function activate(out, x, count) {
  for (let i = 0; i < count; i++) out[i] = x[i] > 0 ? x[i] * x[i] : 0
}

/** Turns `d`, the gradient after the bend, into the gradient before it, in place. */
export function activateBackward(d, x, count) {
  for (let i = 0; i < count; i++) d[i] = x[i] > 0 ? 2 * x[i] * d[i] : 0
}

/**
 * Mean cross entropy in nats over the rows whose target is not -1. Replaces logits[N, V] by their gradient.
 * All targets -1: loss 0 and no gradient.
 */
export function crossEntropy(logits, targets, rows, vocabulary) {
  let counted = 0
  for (let row = 0; row < rows; row++) if (targets[row] >= 0) counted++
  let loss = 0
  for (let row = 0; row < rows; row++) {
    const at = row * vocabulary
    if (targets[row] < 0) {
      logits.fill(0, at, at + vocabulary)
      continue
    }
    let highest = -Infinity
    for (let i = 0; i < vocabulary; i++) if (logits[at + i] > highest) highest = logits[at + i]
    const right = logits[at + targets[row]]
    let total = 0
    for (let i = 0; i < vocabulary; i++) {
      const e = Math.exp(logits[at + i] - highest)
      logits[at + i] = e
      total += e
    }
    loss += Math.log(total) + highest - right
    const share = 1 / (total * counted)
    for (let i = 0; i < vocabulary; i++) logits[at + i] *= share
    logits[at + targets[row]] -= 1 / counted
  }
  return counted === 0 ? 0 : loss / counted
}
