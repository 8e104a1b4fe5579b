import * as fs from 'node:fs'
import { diskError, errnoOf, isAbsence } from './disk-error.js'

/** Nothing that rundir reads whole is larger than this; logs and arrays are read by range. */
const DEFAULT_LIMIT_BYTES = 64 * 1024 * 1024

/** The text of a regular file; undefined when there is none. Throws DISK_* and, over the limit, DISK_FAILED. */
export function readTextIfThere(path: string, limitBytes = DEFAULT_LIMIT_BYTES): string | undefined {
  return readBytes(path, limitBytes, (bytes) => bytes.toString('utf8'))
}

/** As `readTextIfThere`, but throws FILE_MISSING when there is no such file. */
export function readText(path: string, limitBytes = DEFAULT_LIMIT_BYTES): string {
  const text = readTextIfThere(path, limitBytes)
  if (text === undefined) throw diskError(missing(), 'read', path)
  return text
}

/** Most files that rundir reads are smaller; they cost one open, one read and one close. */
const scratch = Buffer.allocUnsafe(64 * 1024)

/** The bytes of a regular file; undefined when there is none. A FIFO or device is never waited for. */
function readBytes<Result>(path: string, limitBytes: number, use: (bytes: Buffer) => Result): Result | undefined {
  let descriptor: number | undefined
  try {
    descriptor = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
    const count = fs.readSync(descriptor, scratch, 0, scratch.length, null)
    if (count < scratch.length) return use(scratch.subarray(0, count))
    const facts = fs.fstatSync(descriptor)
    if (!facts.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'ENOTREG' })
    if (facts.size > limitBytes) throw Object.assign(new Error('too large'), { code: 'EFBIG' })
    return use(Buffer.concat([scratch, fs.readFileSync(descriptor)]))
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw diskError(error, 'read', path)
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor)
  }
}

/** The bytes of a regular file; undefined when there is none. A FIFO or device is an error or empty, never a hang. */
export function readBytesIfThere(path: string, limitBytes = DEFAULT_LIMIT_BYTES): Buffer | undefined {
  return readBytes(path, limitBytes, (bytes) => Buffer.from(bytes))
}

/** Bytes `[from, from + lengthBytes)` of a file, fewer at its end; empty when there is no such file. */
export function readRange(path: string, from: number, lengthBytes: number): Buffer {
  let descriptor: number | undefined
  try {
    descriptor = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
    const bytes = Buffer.allocUnsafe(lengthBytes)
    let filled = 0
    while (filled < lengthBytes) {
      const count = fs.readSync(descriptor, bytes, filled, lengthBytes - filled, from + filled)
      if (count === 0) break
      filled += count
    }
    return bytes.subarray(0, filled)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return Buffer.alloc(0)
    throw diskError(error, 'read', path)
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor)
  }
}

/** What is known of a path without opening it; links are followed. */
export interface FileFacts {
  readonly kind: 'file' | 'directory' | 'other'
  readonly sizeBytes: number
  /** Milliseconds; for display and cache keys only, never for order or liveness. */
  readonly modifiedAt: number
}

/** Facts of a path; undefined when nothing is there (or a link leads nowhere). */
export function statIfThere(path: string): FileFacts | undefined {
  try {
    const facts = fs.statSync(path, { throwIfNoEntry: false })
    if (facts === undefined) return undefined
    const kind = facts.isFile() ? 'file' : facts.isDirectory() ? 'directory' : 'other'
    return { kind, sizeBytes: facts.size, modifiedAt: facts.mtimeMs }
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return undefined
    throw diskError(error, 'look at', path)
  }
}

/** Whether anything is at a path; links are followed. Cheaper than its facts. Throws DISK_* where nobody may look. */
export function isThere(path: string): boolean {
  return fs.existsSync(path) || statIfThere(path) !== undefined
}

function missing(): Error {
  return Object.assign(new Error('missing'), { code: 'ENOENT' })
}
