/**
 * A random source whose whole state is four integers, so that a checkpoint can hold it: xoshiro128**, by Blackman and Vigna.
 */

/**
 * @typedef {object} RandomSource
 * @property {() => number} next a double in [0, 1)
 * @property {(below: number) => number} integer an integer in [0, below)
 * @property {() => number} normal a draw of the normal distribution with mean 0 and deviation 1
 * @property {() => number[]} state four integers from which `resumeRandom` goes on
 */

/** A source that gives the same numbers for the same seed, on every machine. @returns {RandomSource} */
export function seedRandom(seed) {
  const state = []
  let word = seed >>> 0
  for (let i = 0; i < 4; i++) {
    // splitmix32 spreads a small seed over all bits
    word = (word + 0x9e3779b9) >>> 0
    let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    state.push((mixed ^ (mixed >>> 15)) >>> 0)
  }
  return resumeRandom(state)
}

/** The source that goes on exactly where `state()` was taken. @returns {RandomSource} */
export function resumeRandom(saved) {
  let [a, b, c, d] = saved
  const next = () => {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result / 4294967296
  }
  return {
    next,
    integer: (below) => Math.floor(next() * below),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    state: () => [a >>> 0, b >>> 0, c >>> 0, d >>> 0],
  }
}
