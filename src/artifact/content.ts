import { unzipSync, constants as zlib } from 'node:zlib'
import { readRange } from '../disk/read.js'
import { inspectArchive } from './archive.js'
import { isActiveSvg, isExecutable, isHtml } from './executable.js'
import { isNpy, LONGEST_NPY_HEADER_BYTES, NpyProblem, parseNpyHeader } from './npy.js'
import { isPickle } from './pickle.js'

/** What a file is, told from its bytes. `plain` is everything that is harmless or unknown. */
export type ContentKind =
  | 'plain'
  | 'archive'
  | 'array'
  | 'object-array'
  | 'pickle'
  | 'torch'
  | 'executable'
  | 'html'
  | 'active-svg'
  | 'opaque'
  | 'damaged'

export interface Content {
  readonly kind: ContentKind
  /** What decided: the member of an archive, or why an array is damaged; empty when the kind says all. */
  readonly why: string
}

const LOOK_BYTES = 16 * 1024
/** Of a compressed file; it makes at most a thousand times as much. */
const PACKED_LOOK_BYTES = 2 * 1024
/** Compressions that Node has nothing to look into with. */
const OPAQUE = [
  { name: 'bzip2', start: Buffer.from('BZh') },
  { name: 'xz', start: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) },
  { name: 'Zstandard', start: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]) },
  { name: 'LZ4', start: Buffer.from([0x04, 0x22, 0x4d, 0x18]) },
] as const
const LEGACY_TORCH = Buffer.from([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e])

/**
 * Recognises a file by its first bytes, whatever it is called; nothing in it is loaded or carried out (spec 2.6). `path` is
 * absolute. Memory and time are bounded, however large or hostile the file is.
 */
export function inspectContent(path: string, sizeBytes: number): Content {
  if (sizeBytes === 0) return damagedByName(path) ?? plain('plain')
  const bytes = readRange(path, 0, Math.min(LOOK_BYTES, sizeBytes))
  const isWhole = bytes.length === sizeBytes
  if (isZip(bytes)) return inspectArchive(path)
  if (isNpy(bytes)) return inspectArray(path, bytes, sizeBytes)
  if (isLegacyTorch(bytes)) return plain('torch')
  if (isPickle(bytes, isWhole) || holdsPackedPickle(bytes)) return plain('pickle')
  if (isExecutable(bytes)) return plain('executable')
  if (isHtml(bytes)) return plain('html')
  if (isActiveSvg(bytes)) return plain('active-svg')
  const packing = OPAQUE.find(({ start }) => bytes.subarray(0, start.length).equals(start))
  if (packing !== undefined) return { kind: 'opaque', why: packing.name }
  return damagedByName(path) ?? plain('plain')
}

function plain(kind: ContentKind): Content {
  return { kind, why: '' }
}

/** A name that promises an array, over bytes that are none. */
function damagedByName(path: string): Content | undefined {
  if (path.endsWith('.npz')) return { kind: 'damaged', why: 'it is called .npz and is no zip archive' }
  return path.endsWith('.npy') ? { kind: 'damaged', why: 'it is called .npy and is no array' } : undefined
}

function isZip(bytes: Buffer): boolean {
  const mark = bytes.length < 4 ? 0 : bytes.readUInt32LE(0)
  return mark === 0x04034b50 || mark === 0x06054b50
}

function isLegacyTorch(bytes: Buffer): boolean {
  return bytes.subarray(0, LEGACY_TORCH.length).equals(LEGACY_TORCH)
}

function inspectArray(path: string, start: Buffer, sizeBytes: number): Content {
  let header = parseNpyHeader(start)
  if (header instanceof NpyProblem && start.length < sizeBytes)
    header = parseNpyHeader(readRange(path, 0, Math.min(LONGEST_NPY_HEADER_BYTES, sizeBytes)))
  if (header instanceof NpyProblem) return { kind: 'damaged', why: header.why }
  if (header.holdsObjects) return plain('object-array')
  if (header.wholeBytes === BigInt(sizeBytes)) return plain('array')
  return { kind: 'damaged', why: `it has ${sizeBytes} bytes, its header says ${header.wholeBytes}` }
}

/** A pickle inside gzip or zlib, as joblib and friends write it; one layer only. */
function holdsPackedPickle(bytes: Buffer): boolean {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0)
  const isPacked = mark === 0x1f8b || (bytes[0] === 0x78 && mark % 31 === 0)
  if (!isPacked) return false
  try {
    const inner = unzipSync(bytes.subarray(0, PACKED_LOOK_BYTES), { finishFlush: zlib.Z_SYNC_FLUSH })
    return isPickle(inner.subarray(0, LOOK_BYTES), bytes.length < PACKED_LOOK_BYTES && inner.length <= LOOK_BYTES)
  } catch (error) {
    // Two bytes that look like a compressed file, and are not.
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}
