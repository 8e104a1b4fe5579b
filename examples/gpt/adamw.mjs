/** AdamW (decoupled weight decay) over one flat array of parameters, with the whole gradient clipped to length 1. */

const BETA_1 = 0.9
const BETA_2 = 0.99
const EPSILON = 1e-8
const WEIGHT_DECAY = 0.01
const LONGEST_GRADIENT = 1

/** Running means of the gradient and of its square, both zero. */
export function makeMoments(parameters) {
  return { mean: new Float32Array(parameters.length), square: new Float32Array(parameters.length) }
}

/**
 * One update of `parameters` in place; `step` counts from 1. Returns the length of the gradient before it was clipped.
 */
export function updateParameters(parameters, gradients, moments, step, learningRate) {
  const { mean, square } = moments
  let squares = 0
  for (let i = 0; i < gradients.length; i++) squares += gradients[i] * gradients[i]
  const length = Math.sqrt(squares)
  const clip = length > LONGEST_GRADIENT ? LONGEST_GRADIENT / length : 1
  const correction1 = 1 / (1 - BETA_1 ** step)
  const correction2 = 1 / (1 - BETA_2 ** step)
  const keep = 1 - learningRate * WEIGHT_DECAY
  for (let i = 0; i < parameters.length; i++) {
    const gradient = gradients[i] * clip
    mean[i] = BETA_1 * mean[i] + (1 - BETA_1) * gradient
    square[i] = BETA_2 * square[i] + (1 - BETA_2) * gradient * gradient
    const move = (mean[i] * correction1) / (Math.sqrt(square[i] * correction2) + EPSILON)
    parameters[i] = parameters[i] * keep - learningRate * move
  }
  return length
}

/** Rises over the first twentieth of the steps, then falls as a cosine to a tenth of `peak`. */
export function learningRateAt(step, maxSteps, peak) {
  const warmup = Math.max(1, Math.floor(maxSteps / 20))
  if (step <= warmup) return (peak * step) / warmup
  const progress = Math.min(1, (step - warmup) / Math.max(1, maxSteps - warmup))
  return peak * (0.1 + 0.45 * (1 + Math.cos(Math.PI * progress)))
}
