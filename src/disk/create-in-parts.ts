import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { diskError, errnoOf } from './disk-error.js'
import { moveOnce } from './move.js'
import { LINK_REFUSED, syncDirectory, temporaryBeside, writeFully } from './write.js'

/** Bytes that come one part after the other; a part is used up before the next one is asked for. */
export type Parts = AsyncIterable<Uint8Array>

/**
 * Creates `path` from parts that need not fit into memory, or returns false because it exists; never overwrites. The name is given when
 * all bytes are down, and survives a power cut. Whatever fails, the parts included, leaves nothing. Throws DISK_*.
 */
export async function createFileInParts(path: string, parts: Parts): Promise<boolean> {
  const temporary = temporaryBeside(path)
  try {
    await writeNewFileInParts(temporary, parts)
    if (!nameOnce(temporary, path)) return false
    syncDirectory(dirname(path))
    return true
  } catch (error) {
    throw diskError(error, 'create', path)
  } finally {
    fs.rmSync(temporary, { force: true })
  }
}

/** Makes a new file and syncs it, but not its folder; what fails leaves a part of it. Throws FILE_EXISTS, DISK_*. */
export async function writeNewFileInParts(path: string, parts: Parts): Promise<void> {
  let descriptor: number | undefined
  try {
    descriptor = fs.openSync(path, 'wx')
    for await (const part of parts) writeFully(descriptor, part)
    fs.fsyncSync(descriptor)
  } catch (error) {
    throw diskError(error, 'write', path)
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor)
  }
}

function nameOnce(temporary: string, path: string): boolean {
  try {
    fs.linkSync(temporary, path)
    return true
  } catch (error) {
    const errno = errnoOf(error) ?? ''
    if (errno === 'EEXIST') return false
    if (!LINK_REFUSED.has(errno)) throw error
    return moveOnce(temporary, path)
  }
}

/**
 * Creates a folder with all that `fill` puts into the one that it is given, or nothing: the name is given at the end. Folders in it
 * are synced. Throws FILE_EXISTS, DISK_*, and what `fill` throws.
 */
export async function createFolder(path: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const temporary = temporaryBeside(path)
  try {
    fs.mkdirSync(temporary)
    await fill(temporary)
    syncTree(temporary)
    moveOnce(temporary, path)
  } catch (error) {
    throw diskError(error, 'create', path)
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true })
  }
}

function syncTree(folder: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) syncTree(`${folder}/${entry.name}`)
  syncDirectory(folder)
}
