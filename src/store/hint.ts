import { isRundirError } from '../error/rundir-error.js'
import type { AllocationDisk, InPlace } from './allocation-disk.js'
import { numberClaimPath, type Steps } from './claim.js'

/** What is kept here only saves time, and can be deleted (docs/format.md). */
export const HINTS = '.rundir/hints'

/** What is remembered of the counters, so that not every allocation looks at every run. */
export interface Memory {
  /** The number that a family handed out last, and above which none was seen; undefined when that is not known. */
  lastSteps(family: string): Steps<number | undefined>
  /** Remembers that `number` was handed out and none above it was seen. */
  noteSteps(family: string, number: number): Steps<void>
}

/** A file for each family, in which it is alone to look: a counter of a user's pattern. */
export function hintFiles(disk: AllocationDisk): Memory {
  return {
    lastSteps: (family) => lastSteps(disk, family),
    *noteSteps(family, number) {
      const last = yield* lastSteps(disk, family)
      if (last !== undefined && last >= number) return
      yield `write hint of ${family}`
      ignoring(() => {
        const file = openHint(disk, family)
        file.overwrite(`${number}\n`)
        file.close()
      })
    },
  }
}

/** What a deed on hints brings; undefined where it fails. Hints that are not there, or are another user's, only cost time. */
export function ignoring<Result>(deed: () => Result): Result | undefined {
  try {
    return deed()
  } catch (error) {
    if (!isRundirError(error)) throw error
    return undefined
  }
}

function openHint(disk: AllocationDisk, family: string): InPlace {
  const path = `${HINTS}/${family}`
  try {
    return disk.openInPlace(path)
  } catch (error) {
    if (!isRundirError(error, 'FILE_MISSING')) throw error
    disk.makeDirectories(HINTS)
    return disk.openInPlace(path)
  }
}

function* lastSteps(disk: AllocationDisk, family: string): Steps<number | undefined> {
  yield `read hint of ${family}`
  const text = ignoring(() => disk.read(`${HINTS}/${family}`))
  // Only the first line is written anew; the rest of a longer one may follow.
  const [, number] = /^([1-9]\d{0,14})(?:\n|$)/.exec(text ?? '') ?? []
  if (number === undefined) return undefined
  // A hint without its claim is worth nothing: it may be garbage, or from another copy of the workspace.
  yield `check hint ${number} of ${family}`
  return disk.exists(numberClaimPath(family, Number(number))) ? Number(number) : undefined
}
