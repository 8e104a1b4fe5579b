/** Draws numbers that depend on a seed alone, so that every statistic can be had again. */
export interface Random {
  /** A whole number from 0 to `count - 1`, each equally likely. */
  below(count: number): number
}

const UINT32 = 2 ** 32

/** The generator xoshiro128** (Blackman and Vigna, 2018); its state is spread from the seed by splitmix32. */
export function seededRandom(seed: number): Random {
  let spread = seed >>> 0
  const word = (): number => {
    spread = (spread + 0x9e3779b9) >>> 0
    let mixed = spread
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  let [a, b, c, d] = [word(), word(), word(), word()]
  const next = (): number => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return scrambled
  }
  return { below: (count) => Math.floor((next() / UINT32) * count) }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
