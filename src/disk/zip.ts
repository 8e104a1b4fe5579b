import { inflateRawSync, constants as zlib } from 'node:zlib'
import { errnoOf } from './disk-error.js'
import { readRange, statIfThere } from './read.js'

/** One member of a zip archive, as its directory tells. */
export interface ZipEntry {
  /** The bytes of the name, one character each (latin1). */
  readonly name: string
  /** Of the compression: 0 is stored, 8 is deflated. */
  readonly method: number
  readonly isEncrypted: boolean
  /** Whether the sizes stand behind the member, so that its own header may leave them out. */
  readonly isStreamed: boolean
  readonly crc: number
  readonly packedBytes: number
  /** Unpacked, as the archive claims. */
  readonly sizeBytes: number
  /** Where its own header begins. */
  readonly offset: number
}

/** Why an archive, or one of its members, cannot be trusted. */
export class ZipProblem {
  readonly why: string

  constructor(why: string) {
    this.why = why
  }
}

/** The least that is read of a hostile archive before it is given up. */
export interface ZipLimits {
  readonly entryCount: number
  readonly directoryBytes: number
}

const END_BYTES = 22
const LOCATOR_BYTES = 20
const FAR_END_BYTES = 56
const LONGEST_COMMENT_BYTES = 0xffff
const LIMIT_16 = 0xffff
const LIMIT_32 = 0xffffffff
const LOCAL_HEADER_BYTES = 30
const ENTRY_BYTES = 46
const END_MARK = 0x06054b50
const LOCATOR_MARK = 0x07064b50
const FAR_END_MARK = 0x06064b50
const ENTRY_MARK = 0x02014b50
const LOCAL_MARK = 0x04034b50

/**
 * The directory of the archive at `path`, in its own order, ZIP64 included. Nothing is unpacked, and nothing in it is believed
 * that the size of the file contradicts. A problem for a file that is no whole archive, or one larger than the limits.
 */
export function readZipDirectory(path: string, limits: ZipLimits): ZipEntry[] | ZipProblem {
  const place = findDirectory(path)
  if (place instanceof ZipProblem) return place
  const { count, lengthBytes, offset } = place
  if (count > limits.entryCount) return new ZipProblem(`it has ${count} members, ${limits.entryCount} are read`)
  if (lengthBytes > limits.directoryBytes) return new ZipProblem(`its directory has ${lengthBytes} bytes`)
  if (count * ENTRY_BYTES > lengthBytes) return new ZipProblem(`${count} members do not fit into its directory`)
  return parseEntries(readRange(path, offset, lengthBytes), { count, limitBytes: offset })
}

interface DirectoryPlace {
  readonly count: number
  readonly lengthBytes: number
  readonly offset: number
}

function findDirectory(path: string): DirectoryPlace | ZipProblem {
  const sizeBytes = statIfThere(path)?.sizeBytes ?? 0
  const endAt = findEnd(path, sizeBytes)
  if (endAt === undefined) return new ZipProblem('it has no directory at its end')
  const end = readRange(path, endAt, END_BYTES)
  if (end.length < END_BYTES) return new ZipProblem('its end is cut off')
  const near = { count: end.readUInt16LE(10), lengthBytes: end.readUInt32LE(12), offset: end.readUInt32LE(16) }
  const isFar = near.count === LIMIT_16 || near.lengthBytes === LIMIT_32 || near.offset === LIMIT_32
  const far = readFarEnd(path, endAt)
  if (isFar && far === undefined) return new ZipProblem('its 64-bit end is missing')
  const place = far ?? { ...near, endsAt: endAt }
  // Readers disagree about archives with a gap here: what one checks, another would not load.
  if (place.offset + place.lengthBytes !== place.endsAt)
    return new ZipProblem('its directory is not where its end says')
  return place
}

/** Where the end record begins: right at the end, or before a comment. */
function findEnd(path: string, sizeBytes: number): number | undefined {
  for (const tailBytes of [END_BYTES, END_BYTES + LONGEST_COMMENT_BYTES]) {
    const from = Math.max(0, sizeBytes - tailBytes)
    const tail = readRange(path, from, Math.min(tailBytes, sizeBytes))
    for (let at = tail.length - END_BYTES; at >= 0; at--) {
      const isEnd = tail.readUInt32LE(at) === END_MARK && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length
      if (isEnd) return from + at
    }
  }
  return undefined
}

function readFarEnd(path: string, endAt: number): (DirectoryPlace & { readonly endsAt: number }) | undefined {
  if (endAt < LOCATOR_BYTES + FAR_END_BYTES) return undefined
  const locator = readRange(path, endAt - LOCATOR_BYTES, LOCATOR_BYTES)
  if (locator.length < LOCATOR_BYTES || locator.readUInt32LE(0) !== LOCATOR_MARK) return undefined
  const recordAt = Number(locator.readBigUInt64LE(8))
  if (recordAt > endAt - LOCATOR_BYTES - FAR_END_BYTES) return undefined
  const record = readRange(path, recordAt, FAR_END_BYTES)
  if (record.length < FAR_END_BYTES || record.readUInt32LE(0) !== FAR_END_MARK) return undefined
  const at = (position: number): number => Number(record.readBigUInt64LE(position))
  return { count: at(32), lengthBytes: at(40), offset: at(48), endsAt: recordAt }
}

function parseEntries(directory: Buffer, of: { count: number; limitBytes: number }): ZipEntry[] | ZipProblem {
  const entries: ZipEntry[] = []
  let at = 0
  for (let index = 0; index < of.count; index++) {
    const isWhole = at + ENTRY_BYTES <= directory.length && directory.readUInt32LE(at) === ENTRY_MARK
    if (!isWhole) return new ZipProblem(`member ${index + 1} is not in its directory`)
    const nameEnd = at + ENTRY_BYTES + directory.readUInt16LE(at + 28)
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30)
    const flags = directory.readUInt16LE(at + 8)
    const near = {
      sizeBytes: directory.readUInt32LE(at + 24),
      packedBytes: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    }
    const place = withFarFields(near, directory.subarray(nameEnd, extraEnd))
    const name = directory.toString('latin1', at + ENTRY_BYTES, nameEnd)
    if (place === undefined || place.offset + place.packedBytes > of.limitBytes)
      return new ZipProblem(`member "${name}" lies outside of the file`)
    const method = directory.readUInt16LE(at + 10)
    const crc = directory.readUInt32LE(at + 16)
    entries.push({ name, method, crc, isEncrypted: (flags & 1) !== 0, isStreamed: (flags & 8) !== 0, ...place })
    at = extraEnd + directory.readUInt16LE(at + 32)
  }
  return entries
}

interface MemberPlace {
  readonly sizeBytes: number
  readonly packedBytes: number
  readonly offset: number
}

/** Replaces the fields that do not fit 32 bits by those of the ZIP64 extra field, which holds only these, in this order. */
function withFarFields(near: MemberPlace, extra: Buffer): MemberPlace | undefined {
  const keys = (['sizeBytes', 'packedBytes', 'offset'] as const).filter((key) => near[key] === LIMIT_32)
  if (keys.length === 0) return near
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    const isWhole = extra.readUInt16LE(at + 2) >= keys.length * 8 && at + 4 + keys.length * 8 <= extra.length
    if (!isWhole) return undefined
    const far = keys.map((key, index) => [key, Number(extra.readBigUInt64LE(at + 4 + index * 8))] as const)
    return { ...near, ...Object.fromEntries(far) }
  }
  return undefined
}

/** Two members that share bytes, or a name: what one reader takes for the first is the second for another. */
export function findZipOverlap(entries: readonly ZipEntry[]): ZipProblem | undefined {
  const names = new Set<string>()
  let endsAt = 0
  let before = ''
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (entry.offset < endsAt) return new ZipProblem(`members "${before}" and "${entry.name}" overlap`)
    if (names.has(entry.name)) return new ZipProblem(`two members are called "${entry.name}"`)
    names.add(entry.name)
    before = entry.name
    endsAt = entry.offset + LOCAL_HEADER_BYTES + entry.name.length + entry.packedBytes
  }
  return undefined
}

/** Where the packed bytes of a member begin; a problem when its own header says something else than the directory. */
export function locateZipMember(path: string, entry: ZipEntry): number | ZipProblem {
  const header = readRange(path, entry.offset, LOCAL_HEADER_BYTES + entry.name.length)
  if (header.length < LOCAL_HEADER_BYTES || header.readUInt32LE(0) !== LOCAL_MARK)
    return new ZipProblem(`member "${entry.name}" has no header`)
  const nameBytes = header.readUInt16LE(26)
  const agrees = (at: number, said: number): boolean => [said, LIMIT_32].includes(header.readUInt32LE(at))
  const hasSizes = agrees(18, entry.packedBytes) && agrees(22, entry.sizeBytes)
  const isSame =
    header.toString('latin1', LOCAL_HEADER_BYTES) === entry.name &&
    nameBytes === entry.name.length &&
    header.readUInt16LE(8) === entry.method &&
    (hasSizes || entry.isStreamed)
  if (!isSame) return new ZipProblem(`the header of member "${entry.name}" and the directory differ`)
  return entry.offset + LOCAL_HEADER_BYTES + nameBytes + header.readUInt16LE(28)
}

/** The beginning of a member's content, and whether that is all of it. */
export interface MemberStart {
  readonly bytes: Buffer
  readonly isWhole: boolean
}

/** Deflate makes at most 1,032 bytes of one. */
const MOST_FROM_ONE = 1032

/**
 * Unpacks the beginning of a member from at most `packedBytes` of the file: memory is bounded, whatever the member claims.
 * A problem when what comes out contradicts its claimed size.
 */
export function readZipStart(path: string, entry: ZipEntry, packedBytes: number): MemberStart | ZipProblem {
  const from = locateZipMember(path, entry)
  if (from instanceof ZipProblem) return from
  if (entry.isEncrypted) return new ZipProblem(`member "${entry.name}" is encrypted`)
  const packed = readRange(path, from, Math.min(packedBytes, entry.packedBytes))
  const hasAll = packed.length === entry.packedBytes
  if (entry.method === 0) {
    if (entry.packedBytes !== entry.sizeBytes) return lie(entry)
    return { bytes: packed, isWhole: hasAll }
  }
  if (entry.method !== 8)
    return new ZipProblem(`member "${entry.name}" is packed by the unknown method ${entry.method}`)
  const bytes = inflateStart(packed)
  if (bytes === undefined) return new ZipProblem(`member "${entry.name}" cannot be unpacked`)
  const isLie = hasAll ? bytes.length !== entry.sizeBytes : bytes.length > entry.sizeBytes
  return isLie ? lie(entry) : { bytes, isWhole: hasAll }
}

function lie(entry: ZipEntry): ZipProblem {
  return new ZipProblem(`member "${entry.name}" is not of the size that it claims (${entry.sizeBytes} bytes)`)
}

/** Undefined when the bytes are no deflated data. */
function inflateStart(packed: Buffer): Buffer | undefined {
  const maxOutputLength = Math.max(64, packed.length * MOST_FROM_ONE)
  try {
    return inflateRawSync(packed, { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || errnoOf(error) !== undefined) throw error
    return undefined
  }
}
