import { crc32 } from 'node:zlib'

/** One array of an `.npz` file: its name without `.npy`, and its numbers. */
export interface NpzMember {
  readonly name: string
  readonly kind: 'int64' | 'float64'
  readonly numbers: readonly number[]
}

const LIMIT_16 = 0xffff
const LIMIT_32 = 0xffffffff
const TWO_TO_32 = 2 ** 32
const VERSION_STORED = 20
const VERSION_ZIP64 = 45
const FLAG_UTF8 = 0x0800
/** 1980-01-01, the earliest date that the format knows: equal series give equal files. */
const EARLIEST_DATE = 0x21
const LITTLE_ENDIAN = true
const HEADER_STEP = 64
const PREAMBLE_BYTES = 10

/**
 * The bytes of an `.npz` file, part by part, one array in memory at a time: a zip archive whose members are stored, not
 * deflated, so that a reader finds one column by its offset. Names are at most 65,535 bytes.
 */
export function* printNpz(members: Iterable<NpzMember>): Generator<Uint8Array> {
  const entries: Buffer[] = []
  let offset = 0
  for (const member of members) {
    const body = printNpy(member)
    const name = Buffer.from(`${member.name}.npy`)
    const facts = { name, crc: crc32(body), sizeBytes: body.length }
    const header = printLocalHeader(facts)
    entries.push(printEntry(facts, offset))
    yield header
    yield body
    offset += header.length + body.length
  }
  const directory = Buffer.concat(entries)
  yield directory
  yield printEnd(entries.length, offset, directory.length)
}

interface MemberFacts {
  readonly name: Buffer
  readonly crc: number
  readonly sizeBytes: number
}

/** An array in the format `.npy` 1.0. */
function printNpy(member: NpzMember): Buffer {
  const { kind, numbers } = member
  const facts = `{'descr': '${kind === 'int64' ? '<i8' : '<f8'}', 'fortran_order': False, 'shape': (${numbers.length},), }`
  const headerBytes = Math.ceil((PREAMBLE_BYTES + facts.length + 1) / HEADER_STEP) * HEADER_STEP
  const bytes = Buffer.alloc(headerBytes + numbers.length * 8)
  bytes.write('\x93NUMPY\x01\x00', 'latin1')
  bytes.writeUInt16LE(headerBytes - PREAMBLE_BYTES, 8)
  bytes.write(`${facts.padEnd(headerBytes - PREAMBLE_BYTES - 1)}\n`, PREAMBLE_BYTES, 'latin1')
  const view = new DataView(bytes.buffer, bytes.byteOffset + headerBytes)
  if (kind === 'float64') numbers.forEach((number, index) => void view.setFloat64(index * 8, number, LITTLE_ENDIAN))
  else {
    numbers.forEach((number, index) => {
      view.setUint32(index * 8, number >>> 0, LITTLE_ENDIAN)
      view.setInt32(index * 8 + 4, Math.floor(number / TWO_TO_32), LITTLE_ENDIAN)
    })
  }
  return bytes
}

function printLocalHeader({ name, crc, sizeBytes }: MemberFacts): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  writeCommon(header, 4, { name, crc, sizeBytes })
  return Buffer.concat([header, name])
}

/** The fields that a local header and an entry of the directory share. */
function writeCommon(header: Buffer, at: number, { name, crc, sizeBytes }: MemberFacts): void {
  header.writeUInt16LE(VERSION_STORED, at)
  header.writeUInt16LE(FLAG_UTF8, at + 2)
  header.writeUInt16LE(EARLIEST_DATE, at + 8)
  header.writeUInt32LE(crc, at + 10)
  header.writeUInt32LE(sizeBytes, at + 14)
  header.writeUInt32LE(sizeBytes, at + 18)
  header.writeUInt16LE(name.length, at + 22)
}

function printEntry(facts: MemberFacts, offset: number): Buffer {
  const isFar = offset >= LIMIT_32
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(isFar ? VERSION_ZIP64 : VERSION_STORED, 4)
  writeCommon(entry, 6, facts)
  entry.writeUInt32LE(isFar ? LIMIT_32 : offset, 42)
  if (!isFar) return Buffer.concat([entry, facts.name])
  const extra = Buffer.alloc(12)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8, 2)
  extra.writeBigUInt64LE(BigInt(offset), 4)
  entry.writeUInt16LE(extra.length, 30)
  return Buffer.concat([entry, facts.name, extra])
}

/** The end of the archive; the 64-bit records only where the old ones are too small. */
function printEnd(entryCount: number, offset: number, lengthBytes: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(entryCount, LIMIT_16), 8)
  end.writeUInt16LE(Math.min(entryCount, LIMIT_16), 10)
  end.writeUInt32LE(Math.min(lengthBytes, LIMIT_32), 12)
  end.writeUInt32LE(Math.min(offset, LIMIT_32), 16)
  if (entryCount < LIMIT_16 && offset < LIMIT_32 && lengthBytes < LIMIT_32) return end
  const record = Buffer.alloc(56)
  record.writeUInt32LE(0x06064b50, 0)
  record.writeBigUInt64LE(44n, 4)
  record.writeUInt16LE(VERSION_ZIP64, 12)
  record.writeUInt16LE(VERSION_ZIP64, 14)
  record.writeBigUInt64LE(BigInt(entryCount), 24)
  record.writeBigUInt64LE(BigInt(entryCount), 32)
  record.writeBigUInt64LE(BigInt(lengthBytes), 40)
  record.writeBigUInt64LE(BigInt(offset), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(offset + lengthBytes), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([record, locator, end])
}
