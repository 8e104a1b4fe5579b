/** How the argument of an opcode is found: a count of bytes, a text line, two lines, or a length of so many bytes before it. */
type Argument = number | 'line' | 'lines' | { readonly lengthBytes: 1 | 4 | 8 }

interface Opcode {
  readonly argument: Argument
  /** Values taken from the stack and put on it; `mark` takes everything down to the last mark. */
  readonly takes: number | 'mark'
  readonly puts: number
}

const op = (argument: Argument, takes: number | 'mark', puts: number): Opcode => ({ argument, takes, puts })
const length = (lengthBytes: 1 | 4 | 8): Argument => ({ lengthBytes })

const MARK = 0x28
const STOP = 0x2e

/** The opcodes of the pickle protocols 0 to 5 by their byte: enough to walk along, never to carry out. */
const OPCODES: ReadonlyMap<number, Opcode> = new Map(
  Object.entries({
    // Numbers, texts and constants.
    I: op('line', 0, 1),
    J: op(4, 0, 1),
    K: op(1, 0, 1),
    M: op(2, 0, 1),
    L: op('line', 0, 1),
    '\x8a': op(length(1), 0, 1),
    '\x8b': op(length(4), 0, 1),
    F: op('line', 0, 1),
    G: op(8, 0, 1),
    S: op('line', 0, 1),
    V: op('line', 0, 1),
    T: op(length(4), 0, 1),
    U: op(length(1), 0, 1),
    B: op(length(4), 0, 1),
    C: op(length(1), 0, 1),
    X: op(length(4), 0, 1),
    '\x8c': op(length(1), 0, 1),
    '\x8d': op(length(8), 0, 1),
    '\x8e': op(length(8), 0, 1),
    '\x96': op(length(8), 0, 1),
    '\x97': op(0, 0, 1),
    '\x98': op(0, 1, 1),
    N: op(0, 0, 1),
    '\x88': op(0, 0, 1),
    '\x89': op(0, 0, 1),
    // Containers.
    ']': op(0, 0, 1),
    ')': op(0, 0, 1),
    '}': op(0, 0, 1),
    '\x8f': op(0, 0, 1),
    l: op(0, 'mark', 1),
    t: op(0, 'mark', 1),
    d: op(0, 'mark', 1),
    '\x91': op(0, 'mark', 1),
    a: op(0, 2, 1),
    s: op(0, 3, 1),
    e: op(0, 'mark', 0),
    u: op(0, 'mark', 0),
    '\x90': op(0, 'mark', 0),
    '\x85': op(0, 1, 1),
    '\x86': op(0, 2, 1),
    '\x87': op(0, 3, 1),
    // The stack and the memo.
    '0': op(0, 1, 0),
    '1': op(0, 'mark', 0),
    '2': op(0, 1, 2),
    g: op('line', 0, 1),
    h: op(1, 0, 1),
    j: op(4, 0, 1),
    p: op('line', 1, 1),
    q: op(1, 1, 1),
    r: op(4, 1, 1),
    '\x94': op(0, 1, 1),
    // Classes and calls.
    c: op('lines', 0, 1),
    '\x93': op(0, 2, 1),
    i: op('lines', 'mark', 1),
    o: op(0, 'mark', 1),
    R: op(0, 2, 1),
    b: op(0, 2, 1),
    '\x81': op(0, 2, 1),
    '\x92': op(0, 3, 1),
    '\x82': op(1, 0, 1),
    '\x83': op(2, 0, 1),
    '\x84': op(4, 0, 1),
    P: op('line', 0, 1),
    Q: op(0, 1, 1),
    '\x80': op(1, 0, 0),
    '\x95': op(8, 0, 0),
  }).map(([character, opcode]) => [character.charCodeAt(0), opcode]),
)

/** A name of a class or function: `c` and `i` are followed by a line with its module and one with its name. */
const MODULE_LINES = /^[A-Za-z_][\w.]*\n[A-Za-z_][\w.]*\n/
const CONTAINERS = new Set([...'ltde]})\x8f'].map((character) => character.charCodeAt(0)))
const CALLS = new Set([...'ciRobQ\x81\x92\x93'].map((character) => character.charCodeAt(0)))
const FIRST_BINARY_PROTOCOL = 2
const LAST_PROTOCOL = 5
/** After so many opcodes that all fit together, nothing else is meant. */
const CONVINCING = 64

/**
 * Whether a file that begins with `bytes` is a Python pickle of protocol 0 to 5, whatever it is called. `isWhole`: they are all of it.
 * The opcodes are walked, with the depth of the stack, and never carried out.
 */
export function isPickle(bytes: Buffer, isWhole: boolean): boolean {
  const walk = walkOpcodes(bytes)
  const isMarked = bytes[0] === 0x80 && (bytes[1] ?? 0) >= FIRST_BINARY_PROTOCOL && (bytes[1] ?? 0) <= LAST_PROTOCOL
  if (isMarked) return walk.end !== 'broken' || walk.hasCall || walk.opcodes >= 3
  if (walk.end === 'broken') return false
  if (walk.end === 'cut') return !isWhole && walk.opcodes >= CONVINCING && (walk.hasCall || walk.hasContainer)
  if (walk.hasCall) return true
  // Plain lists and numbers of protocol 0 look like text: only a file that ends where the pickle does is one.
  return isWhole && walk.hasContainer && isBlank(bytes.subarray(walk.at))
}

interface Walk {
  /** `stop`: at the opcode that ends a pickle. `cut`: the bytes ran out. `broken`: no pickle goes on like this. */
  readonly end: 'stop' | 'cut' | 'broken'
  /** Where the walk ended. */
  readonly at: number
  readonly opcodes: number
  readonly hasCall: boolean
  readonly hasContainer: boolean
}

function walkOpcodes(bytes: Buffer): Walk {
  let at = 0
  let depth = 0
  let opcodes = 0
  let hasCall = false
  let hasContainer = false
  const marks: number[] = []
  const ended = (end: Walk['end']): Walk => ({ end, at, opcodes, hasCall, hasContainer })
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0
    at++
    if (byte === STOP) return ended(depth === 1 && marks.length === 0 ? 'stop' : 'broken')
    opcodes++
    if (byte === MARK) {
      marks.push(depth)
      continue
    }
    const opcode = OPCODES.get(byte)
    if (opcode === undefined) return ended('broken')
    const end = endOfArgument(bytes, at, byte, opcode.argument)
    if (end === undefined) return ended('broken')
    if (end > bytes.length) return ended('cut')
    at = end
    const floor = opcode.takes === 'mark' ? marks.pop() : depth - opcode.takes
    if (floor === undefined || floor < (marks.at(-1) ?? 0)) return ended('broken')
    depth = floor + opcode.puts
    hasCall ||= CALLS.has(byte)
    hasContainer ||= CONTAINERS.has(byte)
  }
  return ended('cut')
}

/** Behind the argument, past the end when it is cut off; undefined when it cannot be one. */
function endOfArgument(bytes: Buffer, at: number, opcode: number, argument: Argument): number | undefined {
  if (typeof argument === 'number') return at + argument
  if (argument === 'line') return endOfLine(bytes, at, opcode)
  if (argument === 'lines') {
    const second = bytes.indexOf(10, bytes.indexOf(10, at) + 1)
    if (second < 0) return bytes.length + 1
    return MODULE_LINES.test(bytes.toString('latin1', at, second + 1)) ? second + 1 : undefined
  }
  if (at + argument.lengthBytes > bytes.length) return bytes.length + 1
  if (argument.lengthBytes === 1) return at + 1 + (bytes[at] ?? 0)
  return argument.lengthBytes === 4 ? at + 4 + bytes.readUInt32LE(at) : at + 8 + Number(bytes.readBigUInt64LE(at))
}

const LINES: Readonly<Record<string, RegExp>> = {
  I: /^[+-]?\d+$/,
  L: /^[+-]?\d+L?$/,
  F: /^(?:[+-]?(?:\d[\d.]*(?:e[+-]?\d+)?|inf)|nan)$/i,
  S: /^(?:'.*'|".*")$/,
  g: /^\d+$/,
  p: /^\d+$/,
}

function endOfLine(bytes: Buffer, at: number, opcode: number): number | undefined {
  const end = bytes.indexOf(10, at)
  if (end < 0) return bytes.length + 1
  const shape = LINES[String.fromCharCode(opcode)]
  return shape === undefined || shape.test(bytes.toString('latin1', at, end)) ? end + 1 : undefined
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d))
}
