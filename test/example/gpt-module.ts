/** The parts of `examples/gpt` that tests reach into, with the types that the plain JavaScript does not state. */

export type Numbers = Float32Array | Float64Array

export interface Random {
  next(): number
  integer(below: number): number
  normal(): number
}

export interface Model {
  readonly parameters: { readonly flat: Numbers; readonly named: Record<string, Numbers> }
  readonly gradients: { readonly flat: Numbers; readonly named: Record<string, Numbers> }
}

export interface Shape {
  readonly V: number
  readonly T: number
  readonly C: number
  readonly L: number
  readonly heads: number
}

type Product = (out: Numbers, left: Numbers, right: Numbers, rows: number, inputs: number, outputs: number) => void

interface Modules {
  'model.mjs': {
    makeModel(shape: Shape, batch: number, kind: typeof Float32Array | typeof Float64Array): Model
    drawParameters(model: Model, random: Random): void
    forward(model: Model, tokens: Int32Array, targets: Int32Array): number
    backward(model: Model, tokens: Int32Array): void
    parameterShapes(shape: Shape): [name: string, sides: number[]][]
  }
  'metrics.mjs': {
    openMetrics(dir: string, attempt: string | undefined): (step: number, values: Record<string, number>) => void
  }
  'random.mjs': { seedRandom(seed: number): Random }
  'tensor.mjs': { linear: Product; linearInputGradient: Product; linearWeightGradient: Product }
  'generate.mjs': {
    generate(model: Model, prompt: string, count: number, random: Random): string
    makeReader(model: Model): { read(byte: number): Float32Array<ArrayBuffer> }
  }
}

/** Loads one module of the example. */
export async function load<Name extends keyof Modules>(name: Name): Promise<Modules[Name]> {
  return (await import(new URL(`../../examples/gpt/${name}`, import.meta.url).href)) as Modules[Name]
}
