import { crc32 } from 'node:zlib'
import { readRange, statIfThere } from '../disk/read.js'

interface Entry {
  readonly crc: number
  readonly sizeBytes: number
  readonly offset: number
}

const END_BYTES = 22
const LOCATOR_BYTES = 20
const LIMIT_16 = 0xffff
const LIMIT_32 = 0xffffffff
const TWO_TO_32 = 2 ** 32
const LITTLE_ENDIAN = true
const LOCAL_HEADER_BYTES = 30
const ENTRY_BYTES = 46

/** The arrays of an `.npz` file that `printNpz` or `numpy.savez` wrote, read one at a time by their offset. */
export class NpzFile {
  readonly #path: string
  readonly #entries: ReadonlyMap<string, Entry>

  private constructor(path: string, entries: ReadonlyMap<string, Entry>) {
    this.#path = path
    this.#entries = entries
  }

  /** Reads the directory of the archive; undefined when there is no such file or it is no whole archive. */
  static open(path: string): NpzFile | undefined {
    const entries = readDirectory(path)
    return entries === undefined ? undefined : new NpzFile(path, entries)
  }

  /** The numbers of one array of int64 or float64; undefined when it is not there, of another kind or damaged. */
  readColumn(name: string): number[] | undefined {
    const entry = this.#entries.get(Buffer.from(`${name}.npy`).toString('latin1'))
    if (entry === undefined) return undefined
    const header = readRange(this.#path, entry.offset, LOCAL_HEADER_BYTES)
    if (header.length < LOCAL_HEADER_BYTES || header.readUInt32LE(0) !== 0x04034b50) return undefined
    const from = entry.offset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28)
    const body = readRange(this.#path, from, entry.sizeBytes)
    return body.length === entry.sizeBytes && crc32(body) === entry.crc ? parseNpy(body) : undefined
  }
}

function readDirectory(path: string): Map<string, Entry> | undefined {
  const sizeBytes = statIfThere(path)?.sizeBytes ?? 0
  const tail = readRange(path, Math.max(0, sizeBytes - END_BYTES - LOCATOR_BYTES), END_BYTES + LOCATOR_BYTES)
  const end = tail.subarray(-END_BYTES)
  if (end.length < END_BYTES || end.readUInt32LE(0) !== 0x06054b50) return undefined
  const place = { count: end.readUInt16LE(10), lengthBytes: end.readUInt32LE(12), offset: end.readUInt32LE(16) }
  const isLarge = place.count === LIMIT_16 || place.lengthBytes === LIMIT_32 || place.offset === LIMIT_32
  const large = isLarge ? readLargeEnd(path, tail, sizeBytes) : place
  if (large === undefined || large.offset + large.lengthBytes > sizeBytes) return undefined
  return parseEntries(readRange(path, large.offset, large.lengthBytes), {
    count: large.count,
    limitBytes: large.offset,
  })
}

function readLargeEnd(
  path: string,
  tail: Buffer,
  sizeBytes: number,
): { count: number; lengthBytes: number; offset: number } | undefined {
  if (tail.length < END_BYTES + LOCATOR_BYTES || tail.readUInt32LE(0) !== 0x07064b50) return undefined
  const record = readRange(path, Math.min(sizeBytes, Number(tail.readBigUInt64LE(8))), 56)
  if (record.length < 56 || record.readUInt32LE(0) !== 0x06064b50) return undefined
  const at = (position: number): number => Number(record.readBigUInt64LE(position))
  return { count: at(32), lengthBytes: at(40), offset: at(48) }
}

/** Entries by the bytes of their name. What is deflated or does not lie before the directory is left out. */
function parseEntries(directory: Buffer, of: { count: number; limitBytes: number }): Map<string, Entry> | undefined {
  const entries = new Map<string, Entry>()
  let at = 0
  for (let index = 0; index < of.count; index++) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== 0x02014b50) return undefined
    const nameEnd = at + ENTRY_BYTES + directory.readUInt16LE(at + 28)
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30)
    const sizeBytes = directory.readUInt32LE(at + 24)
    const near = directory.readUInt32LE(at + 42)
    const offset = near === LIMIT_32 ? findFarOffset(directory.subarray(nameEnd, extraEnd)) : near
    const isStored = directory.readUInt16LE(at + 10) === 0
    const name = directory.toString('latin1', at + ENTRY_BYTES, nameEnd)
    if (isStored && offset !== undefined && offset + sizeBytes <= of.limitBytes)
      entries.set(name, { crc: directory.readUInt32LE(at + 16), sizeBytes, offset })
    at = extraEnd + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** The 64-bit offset in the extra fields of an entry whose sizes fit 32 bits. */
function findFarOffset(extra: Buffer): number | undefined {
  const isFirst = extra.length >= 12 && extra.readUInt16LE(0) === 1 && extra.readUInt16LE(2) === 8
  return isFirst ? Number(extra.readBigUInt64LE(4)) : undefined
}

const NPY_FACTS = /^\{'descr': '(<i8|<f8)', 'fortran_order': False, 'shape': \((\d+),\), \}\s*$/

function parseNpy(body: Buffer): number[] | undefined {
  if (body.toString('latin1', 0, 6) !== '\x93NUMPY' || body[6] !== 1) return undefined
  const start = 10 + body.readUInt16LE(8)
  const [, kind, count] = NPY_FACTS.exec(body.toString('latin1', 10, start)) ?? []
  const length = Number(count)
  if (kind === undefined || body.length !== start + length * 8) return undefined
  const view = new DataView(body.buffer, body.byteOffset + start)
  const numbers = new Array<number>(length)
  for (let index = 0; index < length; index++) {
    const at = index * 8
    numbers[index] =
      kind === '<f8'
        ? view.getFloat64(at, LITTLE_ENDIAN)
        : view.getInt32(at + 4, LITTLE_ENDIAN) * TWO_TO_32 + view.getUint32(at, LITTLE_ENDIAN)
  }
  return numbers
}
