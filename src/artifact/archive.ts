import { findZipOverlap, readZipDirectory, readZipStart, type ZipEntry, ZipProblem } from '../disk/zip.js'
import { isNpy, LONGEST_NPY_HEADER_BYTES, NpyProblem, parseNpyHeader } from './npy.js'
import { isPickle } from './pickle.js'

/** What a zip archive turned out to be, and what speaks against it. */
export interface ArchiveFinding {
  readonly kind: 'archive' | 'torch' | 'object-array' | 'pickle' | 'damaged'
  /** The member that decided, or the reason of the damage; empty for a healthy archive. */
  readonly why: string
}

const LIMITS = { entryCount: 10_000, directoryBytes: 16 * 1024 * 1024 }
/** Over all members; only their beginnings are unpacked, so that an honest archive stays far below. */
const MOST_UNPACKED_BYTES = 256 * 1024 * 1024
const FIRST_LOOK_BYTES = 256
/** For whichever system unpacks it. */
const LEADS_OUT = /^[\\/]|^[A-Za-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)|\0/
const TORCH_MEMBER = /(?:^|\/)data\.pkl$/

/**
 * Looks into the archive at `path`, member by member, without unpacking more than their beginnings. Nested archives are not
 * opened. The first thing that is wrong is told.
 */
export function inspectArchive(path: string): ArchiveFinding {
  const entries = readZipDirectory(path, LIMITS)
  if (entries instanceof ZipProblem) return damaged(entries.why)
  const overlap = findZipOverlap(entries)
  if (overlap !== undefined) return damaged(overlap.why)
  const outside = entries.find((entry) => LEADS_OUT.test(entry.name))
  if (outside !== undefined) return damaged(`member "${outside.name}" would be unpacked outside of its folder`)
  const torch = entries.find((entry) => TORCH_MEMBER.test(entry.name))
  if (torch !== undefined) return { kind: 'torch', why: torch.name }
  let unpackedBytes = 0
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue
    const finding = inspectMember(path, entry, (bytes) => {
      unpackedBytes += bytes
    })
    if (finding !== undefined) return finding
    if (unpackedBytes > MOST_UNPACKED_BYTES)
      return damaged(`the beginnings of its members alone have more than ${MOST_UNPACKED_BYTES} bytes`)
  }
  return { kind: 'archive', why: '' }
}

/** Undefined for a member that nothing speaks against. */
function inspectMember(path: string, entry: ZipEntry, onUnpacked: (bytes: number) => void): ArchiveFinding | undefined {
  for (let packedBytes = FIRST_LOOK_BYTES; ; packedBytes *= 4) {
    const start = readZipStart(path, entry, packedBytes)
    if (start instanceof ZipProblem) return damaged(start.why)
    onUnpacked(start.bytes.length)
    if (isNpy(start.bytes)) {
      const header = parseNpyHeader(start.bytes)
      const isShort = header instanceof NpyProblem && !start.isWhole && start.bytes.length < LONGEST_NPY_HEADER_BYTES
      if (isShort) continue
      if (header instanceof NpyProblem) return damaged(`member "${entry.name}": ${header.why}`)
      if (header.holdsObjects) return { kind: 'object-array', why: entry.name }
      const isTrue = header.wholeBytes === BigInt(entry.sizeBytes)
      return isTrue ? undefined : damaged(sizes(entry, header.wholeBytes))
    }
    if (entry.name.endsWith('.npy') && entry.sizeBytes > 0) return damaged(`member "${entry.name}" is no array`)
    return isPickle(start.bytes, start.isWhole) ? { kind: 'pickle', why: entry.name } : undefined
  }
}

function sizes(entry: ZipEntry, headerBytes: bigint | undefined): string {
  return `member "${entry.name}" has ${entry.sizeBytes} bytes, its header says ${headerBytes}`
}

function damaged(why: string): ArchiveFinding {
  return { kind: 'damaged', why }
}
