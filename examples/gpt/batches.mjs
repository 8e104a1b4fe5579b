/**
 * Cuts text into what the model is shown. One tenth is held back for validation.
 *
 *     pretrain: a window of T + 1 bytes      tokens = bytes 0..T-1      targets = bytes 1..T
 *     sft:      prompt, answer, padding      tokens = the same          targets = -1 but on the answer
 */

import { findPairs } from './text.mjs'

/**
 * @typedef {object} Batches
 * @property {(random: import('./random.mjs').RandomSource) => Batch} draw a batch of training rows
 * @property {(index: number) => Batch} validation batch `index`, the same at every call
 * @property {string} prompt how a sample of the model's text begins
 * @property {string} summary one line about the data
 *
 * @typedef {{ tokens: Int32Array, targets: Int32Array }} Batch each of length batch · T
 */

/** @returns {Batches} */
export function makeBatches(phase, text, length, batchSize, sampleSize) {
  const rows = phase === 'sft' ? pairRows(text, length, sampleSize) : windowRows(text, length, sampleSize)
  const batch = (pick) => {
    const tokens = new Int32Array(batchSize * length)
    const targets = new Int32Array(batchSize * length)
    for (let row = 0; row < batchSize; row++) {
      pick(row, tokens.subarray(row * length, (row + 1) * length), targets.subarray(row * length, (row + 1) * length))
    }
    return { tokens, targets }
  }
  return {
    draw: (random) => batch((_row, tokens, targets) => rows.train(random.integer(rows.trainCount), tokens, targets)),
    validation: (index) => batch((row, tokens, targets) => rows.held(index * batchSize + row, tokens, targets)),
    prompt: rows.prompt,
    summary: rows.summary,
  }
}

/**
 * The text is cut into stretches of 20 · T bytes, and the last tenth of each is held back, so that both parts see every document.
 */
function windowRows(text, length, sampleSize) {
  const used = sampleSize === null ? text : text.subarray(0, sampleSize * length)
  const stretch = Math.min(20 * length, used.length)
  const held = Math.max(length + 1, Math.floor(stretch / 10))
  const train = stretch - held
  if (train <= length)
    throw new Error(`${used.length} bytes of text are too few for windows of ${length}; raise data.sample_size`)
  const stretches = Math.floor(used.length / stretch)
  const copy = (start, tokens, targets) => {
    for (let i = 0; i < length; i++) {
      tokens[i] = used[start + i]
      targets[i] = used[start + i + 1]
    }
  }
  const starts = train - length
  return {
    trainCount: stretches * starts,
    train: (index, tokens, targets) => copy(Math.floor(index / starts) * stretch + (index % starts), tokens, targets),
    held: (index, tokens, targets) => {
      // a prime stride spreads a few rows over all documents
      const offset = Math.floor(index / stretches) % (held - length)
      copy(((index * 7919) % stretches) * stretch + train + offset, tokens, targets)
    },
    prompt: 'The ',
    summary: `${stretches * train} bytes to learn from, ${stretches * held} held back`,
  }
}

function pairRows(text, length, sampleSize) {
  const pairs = findPairs(text.toString('utf8')).slice(0, sampleSize ?? undefined)
  if (pairs.length < 2) throw new Error('the text has fewer than two headings with a paragraph; sft needs them')
  const held = pairs.filter((_pair, i) => i % 10 === 9)
  const train = pairs.filter((_pair, i) => i % 10 !== 9)
  if (held.length === 0) held.push(...train.splice(-1))
  const copy = (pair, tokens, targets) => {
    // a prompt may fill half of the window, so that a part of every answer is seen
    const prompt = Buffer.from(pair.prompt).subarray(-Math.floor(length / 2))
    const row = Buffer.concat([prompt, Buffer.from(pair.answer)])
    for (let i = 0; i < length; i++) {
      tokens[i] = row[i] ?? 0
      targets[i] = i + 1 >= prompt.length && i + 1 < row.length ? row[i + 1] : -1
    }
  }
  return {
    trainCount: train.length,
    train: (index, tokens, targets) => copy(train[index], tokens, targets),
    held: (index, tokens, targets) => copy(held[index % held.length], tokens, targets),
    prompt: held[0].prompt,
    summary: `${train.length} pairs to learn from, ${held.length} held back`,
  }
}
