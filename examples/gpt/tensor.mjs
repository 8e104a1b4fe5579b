/**
 * Matrix products on flat arrays, row after row. They add to their result, so that residual streams and gradients need no
 * second pass; clear the target first where a plain product is wanted.
 */

import { C_ROW, makeKernel } from './kernel.mjs'

/** out[rows, outputs] += x[rows, inputs] · w[outputs, inputs]ᵀ */
export function linear(out, x, w, rows, inputs, outputs) {
  multiplyAdd(out, { from: x, row: inputs, column: 1 }, { from: w, row: 1, column: inputs }, rows, outputs, inputs)
}

/** dx[rows, inputs] += dy[rows, outputs] · w[outputs, inputs] */
export function linearInputGradient(dx, dy, w, rows, inputs, outputs) {
  multiplyAdd(dx, { from: dy, row: outputs, column: 1 }, { from: w, row: inputs, column: 1 }, rows, inputs, outputs)
}

/** dw[outputs, inputs] += dy[rows, outputs]ᵀ · x[rows, inputs] */
export function linearWeightGradient(dw, dy, x, rows, inputs, outputs) {
  multiplyAdd(dw, { from: dy, row: 1, column: outputs }, { from: x, row: inputs, column: 1 }, outputs, inputs, rows)
}

/**
 * out[i, j] += Σₖ a[i, k] · b[k, j] for i < m, j < n, k < depth. Element (i, k) of an operand stands at i · row + k · column
 * of its array, which makes a transpose free. Numbers of 64 bits take the plain loop: they serve tests, not training.
 */
function multiplyAdd(out, a, b, m, n, depth) {
  if (out instanceof Float32Array && m > 1) multiplyAddBlocks(out, a, b, m, n, depth)
  else multiplyAddPlainly(out, a, b, m, n, depth)
}

function multiplyAddPlainly(out, a, b, m, n, depth) {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let k = 0; k < depth; k++) sum += a.from[i * a.row + k * a.column] * b.from[k * b.row + j * b.column]
      out[i * n + j] += sum
    }
  }
}

/** How much of b stands in the kernel's memory at once: 256 KiB, which stays in a processor's second cache. */
const PANEL_DEPTH = 256
const A_AT = PANEL_DEPTH * C_ROW
const C_AT = A_AT + PANEL_DEPTH * 4
const kernel = makeKernel((C_AT + 4 * C_ROW) * 4)

/**
 * The same sum, four rows of a by a panel of b at a time. Both are copied to the kernel's memory in the order in which they are
 * read there; what is missing at the edges is zero.
 */
function multiplyAddBlocks(out, a, b, m, n, depth) {
  const { multiplyStrips, numbers } = kernel
  for (let k0 = 0; k0 < depth; k0 += PANEL_DEPTH) {
    const deep = Math.min(PANEL_DEPTH, depth - k0)
    for (let j0 = 0; j0 < n; j0 += C_ROW) {
      const columns = Math.min(C_ROW, n - j0)
      for (let j = 0; j < columns; j += 8) copyStrip(numbers, j * deep, 8, b.from, k0, j0 + j, n, deep, b.row, b.column)
      for (let i = 0; i < m; i += 4) {
        copyStrip(numbers, A_AT, 4, a.from, k0, i, m, deep, a.column, a.row)
        multiplyStrips(A_AT * 4, 0, C_AT * 4, deep, Math.ceil(columns / 8))
        for (let r = 0; r < 4 && i + r < m; r++) {
          const to = (i + r) * n + j0
          const sums = C_AT + r * C_ROW
          for (let c = 0; c < columns; c++) out[to + c] += numbers[sums + c]
        }
      }
    }
  }
}

/**
 * numbers[at + k · width + w] = the operand at depth k0 + k and line first + w, zero from line `lines` on.
 * `alongDepth` and `acrossLines` are the operand's strides.
 */
function copyStrip(numbers, at, width, from, k0, first, lines, deep, alongDepth, acrossLines) {
  const present = Math.min(width, lines - first)
  if (present < width) numbers.fill(0, at, at + deep * width)
  for (let w = 0; w < present; w++) {
    let source = k0 * alongDepth + (first + w) * acrossLines
    let target = at + w
    for (let k = 0; k < deep; k++) {
      numbers[target] = from[source]
      source += alongDepth
      target += width
    }
  }
}
