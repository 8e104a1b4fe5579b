/**
 * What one folder of a path can be called: a machine that reads letters, for the question whether two layouts can meet in one path.
 * State 0 is the beginning.
 */
export interface Shape {
  /** For each state, where it goes with which letters. */
  readonly edges: readonly (readonly { readonly letters: string; readonly to: number }[])[]
  readonly ends: readonly number[]
}

const DIGITS = '0123456789'
const LOWER = `${DIGITS}abcdefghijklmnopqrstuvwxyz`
const PART_START = `${LOWER}ABCDEFGHIJKLMNOPQRSTUVWXYZ_`

/** Builds a shape piece by piece. */
export class ShapeBuilder {
  readonly #edges: { letters: string; to: number }[][] = [[]]
  #ends: number[] = [0]

  build(): Shape {
    return { edges: this.#edges, ends: this.#ends }
  }

  text(text: string): this {
    for (const letter of text) this.#ends = [this.#step(this.#ends, letter)]
    return this
  }

  /** From `min` to `max` of some letters. */
  some(letters: string, min: number, max = min): this {
    const ends = min === 0 ? [...this.#ends] : []
    for (let count = 1; count <= max; count++) {
      this.#ends = [this.#step(this.#ends, letters)]
      if (count >= min) ends.push(...this.#ends)
    }
    this.#ends = ends
    return this
  }

  /** Words of lower case letters and digits with one `-` between them. */
  slug(): this {
    const word = this.#step(this.#ends, LOWER)
    this.#add([word, this.#step([word], '-')], LOWER, word)
    this.#ends = [word]
    return this
  }

  /** Whatever a folder of a path may be called. */
  part(): this {
    const part = this.#step(this.#ends, PART_START)
    this.#add([part], `${PART_START}.-`, part)
    this.#ends = [part]
    return this
  }

  /** One of the ways in which `makers` go on. */
  either(...makers: ((builder: this) => this)[]): this {
    const before = this.#ends
    const ends = makers.flatMap((make) => {
      this.#ends = before
      make(this)
      return this.#ends
    })
    this.#ends = ends
    return this
  }

  /** Figures with something between them, as in `0000-00-00`. */
  figures(example: string): this {
    for (const letter of example) this.some(letter === '0' ? DIGITS : letter, 1)
    return this
  }

  gitHash(): this {
    return this.either(
      (shape) => shape.some('0123456789abcdef', 8),
      (shape) => shape.text('nogit'),
    )
  }

  runId(): this {
    return this.some(DIGITS, 1, 16).text('-').some(LOWER, 9)
  }

  /** `_2` and on, or nothing. */
  turn(): this {
    return this.either(
      (shape) => shape,
      (shape) => shape.text('_').some(DIGITS, 1, 6),
    )
  }

  #step(from: readonly number[], letters: string): number {
    const to = this.#edges.push([]) - 1
    this.#add(from, letters, to)
    return to
  }

  #add(from: readonly number[], letters: string, to: number): void {
    for (const each of from) this.#edges[each]?.push({ letters, to })
  }
}

/** Whether one path can have both shapes, folder by folder. */
export function doOverlap(a: readonly Shape[], b: readonly Shape[]): boolean {
  return a.length === b.length && a.every((shape, at) => b[at] !== undefined && canBeBoth(shape, b[at]))
}

function canBeBoth(a: Shape, b: Shape): boolean {
  const seen = new Set<string>()
  const open: [number, number][] = [[0, 0]]
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [inA, inB] = pair
    if (seen.has(pair.join())) continue
    seen.add(pair.join())
    if (a.ends.includes(inA) && b.ends.includes(inB)) return true
    for (const left of a.edges[inA] ?? [])
      for (const right of b.edges[inB] ?? [])
        if (haveCommon(left.letters, right.letters)) open.push([left.to, right.to])
  }
  return false
}

function haveCommon(a: string, b: string): boolean {
  for (const letter of a) if (b.includes(letter)) return true
  return false
}
