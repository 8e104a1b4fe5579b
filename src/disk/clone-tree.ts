import { dirname, join } from 'node:path'
import { cloneFile } from './clone-file.js'
import { makeDirectories, walkFiles } from './directory.js'

/**
 * Copies the regular files below a folder into another one, with their modes and without copying bytes where the file system can
 * share them. Nothing is overwritten; links and special files are passed over. Throws FILE_EXISTS, DISK_*.
 */
export function cloneTree(from: string, to: string): void {
  makeDirectories(to, 'rebuildable')
  for (const path of walkFiles(from)) {
    const target = join(to, path)
    makeDirectories(dirname(target), 'rebuildable')
    cloneFile(join(from, path), target, 'rebuildable')
  }
}
