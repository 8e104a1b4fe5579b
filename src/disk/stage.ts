import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { diskError } from './disk-error.js'
import { syncDirectory, temporaryBeside } from './write.js'

/**
 * Makes an empty folder beside `path`, to be filled and then given its name by `placeDirectoryOnce`: nobody sees it meanwhile, and after
 * a kill it is told from its name whose it was (`tree.ts`). The folder above exists. Throws DISK_*.
 */
export function stageDirectory(path: string): string {
  const staging = temporaryBeside(path)
  try {
    fs.mkdirSync(staging)
    return staging
  } catch (error) {
    throw diskError(error, 'create the folder', path)
  }
}

/**
 * Gives a staged folder, whose files are synced, its name with one rename: `path` is there with all that is in it, or not at all, and it
 * survives a power cut when this returns. False, and nothing done, when something has that name. Throws DISK_*.
 */
export function placeDirectoryOnce(staging: string, path: string): boolean {
  try {
    if (isThere(path)) return false
    syncDirectory(staging)
    fs.renameSync(staging, path)
    syncDirectory(dirname(path))
    return true
  } catch (error) {
    // Whoever came first has files in it, and no system renames over those.
    if (isThere(path) && isThere(staging)) return false
    throw diskError(error, 'create the folder', path)
  }
}

function isThere(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
