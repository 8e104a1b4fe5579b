import { isRundirError } from '../error/rundir-error.js'
import type { AllocationDisk } from './allocation-disk.js'
import type { Steps } from './claim.js'

/** What is kept here only saves time, and can be deleted (docs/format.md). */
export const HINTS = '.rundir/hints'

/** One that cannot be read, such as another user's, says as little as one that is not there. */
export function readHintFile(disk: AllocationDisk, path: string): string | undefined {
  try {
    return disk.read(path)
  } catch (error) {
    if (!isRundirError(error)) throw error
    return undefined
  }
}

/** Overwrites the first line of a hint; the rest of a longer one may follow. A failure only costs the next one time. */
export function* writeHintFile(disk: AllocationDisk, path: string, line: string): Steps<void> {
  yield `write ${path}`
  try {
    disk.overwriteStart(path, line)
    return
  } catch (error) {
    if (!isRundirError(error)) throw error
    if (error.code !== 'FILE_MISSING') return
  }
  yield `make ${HINTS}`
  try {
    disk.makeDirectories(HINTS)
    disk.overwriteStart(path, line)
  } catch (error) {
    if (!isRundirError(error)) throw error
  }
}
