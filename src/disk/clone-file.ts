import * as fs from 'node:fs'
import { diskError } from './disk-error.js'
import type { Durability } from './write.js'

/**
 * Copies one regular file with its mode, without copying bytes where the file system can share them. The caller syncs the folder.
 * Throws FILE_EXISTS instead of overwriting, DISK_*; a copy that failed half-way is left to whoever made the folder.
 */
export function cloneFile(from: string, to: string, durability: Durability): void {
  try {
    fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE)
    if (durability === 'durable') syncFile(to)
  } catch (error) {
    throw diskError(error, 'copy', from)
  }
}

/** Windows syncs only what is open for writing; elsewhere reading is enough, and a read-only copy can be synced too. */
function syncFile(path: string): void {
  const descriptor = fs.openSync(path, process.platform === 'win32' ? 'r+' : 'r')
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}
