import { type Literal, parseLiteral } from './python-literal.js'

/** What the header of an `.npy` file says of its array. */
export interface NpyHeader {
  /** Whether loading it would unpickle Python objects. */
  readonly holdsObjects: boolean
  readonly shape: readonly bigint[]
  /** Header and numbers together, as far as the header tells; undefined for objects, which have no size. */
  readonly wholeBytes: bigint | undefined
}

/** Why some bytes are no header of an array. */
export class NpyProblem {
  readonly why: string

  constructor(why: string) {
    this.why = why
  }
}

const MAGIC = '\x93NUMPY'
/** What must be read of a file to see its header. */
export const LONGEST_NPY_HEADER_BYTES = 64 * 1024
const MOST_DIMENSIONS = 64

export function isNpy(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, MAGIC.length) === MAGIC
}

/** Reads the header at the beginning of an `.npy` file by its grammar; nothing is evaluated. */
export function parseNpyHeader(bytes: Buffer): NpyHeader | NpyProblem {
  const version = bytes[6] ?? 0
  const preambleBytes = version === 1 ? 10 : 12
  if (!isNpy(bytes) || bytes.length < preambleBytes) return new NpyProblem('it is cut off before its header')
  if (version < 1 || version > 3) return new NpyProblem(`its format version ${version} is unknown`)
  const textBytes = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8)
  const endsAt = preambleBytes + textBytes
  if (endsAt > LONGEST_NPY_HEADER_BYTES) return new NpyProblem(`its header claims ${textBytes} bytes`)
  if (bytes.length < endsAt) return new NpyProblem('its header is cut off')
  const facts = parseLiteral(bytes.toString(version === 3 ? 'utf8' : 'latin1', preambleBytes, endsAt))
  if (!(facts instanceof Map)) return new NpyProblem('its header is not a dictionary')
  const shape = facts.get('shape')
  const isShape = Array.isArray(shape) && shape.length <= MOST_DIMENSIONS && shape.every(isCount)
  if (!isShape || typeof facts.get('fortran_order') !== 'boolean') return new NpyProblem('its header has no shape')
  const kind = parseKind(facts.get('descr'), 0)
  if (kind === undefined) return new NpyProblem('its header has no kind of number')
  const count = shape.reduce((product, length) => product * length, 1n)
  const wholeBytes = kind.holdsObjects ? undefined : BigInt(endsAt) + count * BigInt(kind.itemBytes)
  return { holdsObjects: kind.holdsObjects, shape, wholeBytes }
}

function isCount(value: Literal): value is bigint {
  return typeof value === 'bigint' && value >= 0n
}

interface Kind {
  readonly holdsObjects: boolean
  readonly itemBytes: number
}

const DEEPEST_KIND = 16
const MOST_ITEM_BYTES = 2 ** 31
const SIMPLE = /^[<>|=]?([?biufcmMOSUVa])(\d{0,10})(?:\[\w+\])?$/

/** `'<f8'`, or for records `[('x', '<f8'), ('y', '<i4', (3,))]`. */
function parseKind(descr: Literal | undefined, depth: number): Kind | undefined {
  if (depth > DEEPEST_KIND) return undefined
  if (typeof descr === 'string') return parseSimpleKind(descr)
  if (!Array.isArray(descr)) return undefined
  const isPair = descr.length === 2 && Array.isArray(descr[1]) && descr[1].every(isCount)
  if (isPair) return repeated(parseKind(descr[0], depth + 1), descr[1])
  let whole: Kind | undefined = { holdsObjects: false, itemBytes: 0 }
  for (const field of descr) {
    if (!Array.isArray(field) || field.length < 2 || field.length > 3) return undefined
    whole = joined(whole, repeated(parseKind(field[1], depth + 1), field[2] ?? []))
  }
  return whole
}

function parseSimpleKind(text: string): Kind | undefined {
  const [, letter, digits] = SIMPLE.exec(text) ?? []
  if (letter === undefined) return undefined
  const holdsObjects = letter === 'O'
  const unitBytes = letter === 'U' ? 4 : 1
  const isUnsized = digits === '' && !holdsObjects && letter !== '?'
  return isUnsized ? undefined : { holdsObjects, itemBytes: Number(digits === '' ? 1 : digits) * unitBytes }
}

function repeated(kind: Kind | undefined, shape: Literal | undefined): Kind | undefined {
  const counts = typeof shape === 'bigint' ? [shape] : shape
  if (kind === undefined || !Array.isArray(counts) || !counts.every(isCount)) return undefined
  const itemBytes = Number(counts.reduce((product, count) => product * count, BigInt(kind.itemBytes)))
  return itemBytes > MOST_ITEM_BYTES ? undefined : { ...kind, itemBytes }
}

function joined(a: Kind | undefined, b: Kind | undefined): Kind | undefined {
  if (a === undefined || b === undefined) return undefined
  const itemBytes = a.itemBytes + b.itemBytes
  if (itemBytes > MOST_ITEM_BYTES) return undefined
  return { holdsObjects: a.holdsObjects || b.holdsObjects, itemBytes }
}
