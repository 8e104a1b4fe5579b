import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { diskError, errnoOf } from './disk-error.js'

/**
 * What must survive before the call returns: `durable` a power cut (file and folder synced), `rebuildable` only a kill. `entrusted` is
 * for a file that the next durable write in its folder completes: its bytes are synced, and a power cut before that leaves the old file
 * or the new one, or none where there was none.
 */
export type Durability = 'durable' | 'entrusted' | 'rebuildable'

/**
 * Replaces or creates `path` atomically: a reader sees the old bytes or the new ones, never a part, never none.
 * On any failure the old file is untouched and the temporary file is gone. Throws DISK_*.
 */
export function replaceFile(path: string, bytes: string | Uint8Array, durability: Durability): void {
  replaceFileInParts(path, [bytes], durability)
}

/** As `replaceFile`, for a file that is made part by part and need not fit into memory. */
export function replaceFileInParts(path: string, parts: Iterable<string | Uint8Array>, durability: Durability): void {
  const temporary = temporaryBeside(path)
  try {
    writeNewFile(temporary, parts, durability)
    renameOver(temporary, path)
    if (durability === 'durable') syncDirectory(dirname(path))
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw diskError(error, 'write', path)
  }
}

/**
 * Creates `path` with all of its bytes in one step, or returns false because it exists; never overwrites.
 * Where hard links cannot be had, a plain exclusive create is used (a crash can then leave it empty).
 */
export function createFileOnce(path: string, bytes: string | Uint8Array, durability: Durability): boolean {
  const temporary = temporaryBeside(path)
  try {
    writeNewFile(temporary, [bytes], durability)
    try {
      fs.linkSync(temporary, path)
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === 'EEXIST') return false
      if (!LINK_REFUSED.has(errno ?? '')) throw error
      return createExclusively(path, bytes, durability)
    }
    if (durability === 'durable') syncDirectory(dirname(path))
    return true
  } catch (error) {
    throw diskError(error, 'create', path)
  } finally {
    fs.rmSync(temporary, { force: true })
  }
}

/** What `link` says on file systems without hard links (FAT, some network and user-space ones). */
export const LINK_REFUSED: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
])

/** One exclusive create (`O_EXCL`) and a write: false when the file exists. The cheapest claim. Throws DISK_*. */
export function createExclusively(path: string, bytes: string | Uint8Array, durability: Durability): boolean {
  try {
    writeNewFile(path, [bytes], durability)
    if (durability === 'durable') syncDirectory(dirname(path))
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw diskError(error, 'create', path)
  }
}

/**
 * Gives an existing file a second name, exclusively: false when something has that name. Cheaper than a second file, and as much of a
 * claim. Where hard links cannot be had, a file with `bytes` is made. Neither is synced. Throws DISK_*.
 */
export function linkExclusively(existing: string, path: string, bytes: string | Uint8Array): boolean {
  try {
    fs.linkSync(existing, path)
    return true
  } catch (error) {
    const errno = errnoOf(error) ?? ''
    if (errno === 'EEXIST') return false
    if (LINK_REFUSED.has(errno)) return createExclusively(path, bytes, 'rebuildable')
    throw diskError(error, 'create', path)
  }
}

function writeNewFile(path: string, parts: Iterable<string | Uint8Array>, durability: Durability): void {
  const descriptor = fs.openSync(path, 'wx')
  try {
    for (const part of parts) writeFully(descriptor, typeof part === 'string' ? Buffer.from(part) : part)
    if (durability !== 'rebuildable') fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Writes every byte: the system call may write fewer than asked, and says nothing about it. */
export function writeFully(descriptor: number, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) written += fs.writeSync(descriptor, bytes, written, bytes.length - written)
}

/** Windows refuses to replace a file that a reader or a virus scanner holds open; the hold is short. */
function renameOver(from: string, to: string): void {
  const giveUpAt = performance.now() + 2_000
  for (;;) {
    try {
      fs.renameSync(from, to)
      return
    } catch (error) {
      const held = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errnoOf(error) ?? '')
      if (!held || performance.now() > giveUpAt) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25)
    }
  }
}

/**
 * Makes new and removed entries of a folder survive a power cut.
 * Windows cannot sync a folder and some network mounts refuse; there it does nothing.
 */
export function syncDirectory(path: string): void {
  if (process.platform === 'win32') return
  const descriptor = fs.openSync(path, 'r')
  try {
    fs.fsyncSync(descriptor)
  } catch (error) {
    if (errnoOf(error) !== 'EINVAL' && errnoOf(error) !== 'ENOTSUP') throw error
  } finally {
    fs.closeSync(descriptor)
  }
}

/** A name beside `path` that no other process on any host picks; readers pass over names that begin like this. */
export function temporaryBeside(path: string): string {
  const host = hostname()
    .replace(/[^a-zA-Z0-9]/g, '')
    .slice(0, 8)
  return join(dirname(path), `.${basename(path)}.tmp-${host}-${process.pid}-${randomBytes(8).toString('hex')}`)
}
