import { isRundirError } from '../error/rundir-error.js'
import type { AllocationDisk, InPlace } from './allocation-disk.js'
import { numberClaimPath, type Steps } from './claim.js'

/** What is kept here only saves time, and can be deleted (docs/format.md). */
export const HINTS = '.rundir/hints'

/** The number that a counter of a user's pattern handed out last, as far as its hint knows; undefined when there is none to believe. */
export function* readHintSteps(disk: AllocationDisk, family: string): Steps<number | undefined> {
  yield `read hint of ${family}`
  const text = ignoring(() => disk.read(`${HINTS}/${family}`))
  // Only the first line is written anew; the rest of a longer one may follow.
  const [, number] = /^([1-9]\d{0,14})(?:\n|$)/.exec(text ?? '') ?? []
  if (number === undefined) return undefined
  // A hint without its claim is worth nothing: it may be garbage, or from another copy of the workspace.
  yield `check hint ${number} of ${family}`
  return disk.exists(numberClaimPath(family, Number(number))) ? Number(number) : undefined
}

/** Remembers that `number` was handed out, unless a higher one was since. */
export function* writeHintSteps(disk: AllocationDisk, family: string, number: number): Steps<void> {
  const last = yield* readHintSteps(disk, family)
  if (last !== undefined && last >= number) return
  yield `write hint of ${family}`
  ignoring(() => {
    const file = openHint(disk, family)
    try {
      file.overwrite(`${number}\n`)
    } finally {
      file.close()
    }
  })
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

/** What a deed on hints brings; undefined where it fails. Hints that are not there, or are another user's, only cost time. */
export function ignoring<Result>(deed: () => Result): Result | undefined {
  try {
    return deed()
  } catch (error) {
    if (!isRundirError(error)) throw error
    return undefined
  }
}
