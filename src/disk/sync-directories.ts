import * as fs from 'node:fs'
import { diskError } from './disk-error.js'
import { syncDirectory } from './write.js'

/** Types of `statfs` with one log for the whole file system: ext4 and XFS. (Ext2 has ext4's number and no log: see below.) */
const ONE_LOG: ReadonlySet<number> = new Set([0xef53, 0x58465342])

/**
 * Makes what was just made in several folders survive a power cut; `paths` in the order of the changes. Where all of them are on one
 * ext4 or XFS, syncing the last one is enough: its change cannot be in the log without all that came before it. Elsewhere each is synced.
 * On ext2, and on ext4 without a journal, a power cut in this very moment can then take an earlier change and leave the last. Throws DISK_*.
 */
export function syncDirectories(paths: readonly string[]): void {
  const last = paths.at(-1)
  if (last === undefined) return
  try {
    if (process.platform === 'linux' && haveOneLog(paths, last)) syncDirectory(last)
    else for (const path of paths) syncDirectory(path)
  } catch (error) {
    throw diskError(error, 'sync', last)
  }
}

/** Folder → number of the file system whose one log it is in; undefined where there is none. Folders do not move to another one while a process runs. */
const knownLogs = new Map<string, number | undefined>()

function haveOneLog(paths: readonly string[], last: string): boolean {
  const log = logOf(last)
  return log !== undefined && paths.every((path) => logOf(path) === log)
}

function logOf(path: string): number | undefined {
  if (!knownLogs.has(path))
    knownLogs.set(path, ONE_LOG.has(fs.statfsSync(path).type) ? fs.statSync(path).dev : undefined)
  return knownLogs.get(path)
}
