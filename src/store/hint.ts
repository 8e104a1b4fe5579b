import { isRundirError } from '../error/rundir-error.js'
import type { AllocationDisk } from './allocation-disk.js'
import { numberClaimPath, type Steps } from './claim.js'

const HINTS = '.rundir/hints'

/**
 * The number that a family handed out last, as far as the hint knows; undefined when there is none to believe.
 * A hint without its claim is worth nothing: it may be garbage, or from another copy of the workspace.
 */
export function* readHintSteps(disk: AllocationDisk, family: string): Steps<number | undefined> {
  yield `read hint of ${family}`
  const number = parseHint(disk.read(`${HINTS}/${family}`))
  if (number === undefined) return undefined
  yield `check hint ${number} of ${family}`
  return disk.exists(numberClaimPath(family, number)) ? number : undefined
}

/** Remembers that `number` was handed out, unless a higher one was. A failure only costs the next one time. */
export function* writeHintSteps(disk: AllocationDisk, family: string, number: number): Steps<void> {
  const path = `${HINTS}/${family}`
  yield `read hint of ${family}`
  const known = parseHint(disk.read(path))
  if (known !== undefined && known >= number) {
    yield `check hint ${known} of ${family}`
    if (disk.exists(numberClaimPath(family, known))) return
  }
  yield `write hint ${number} of ${family}`
  try {
    disk.overwriteStart(path, `${number}\n`)
    return
  } catch (error) {
    if (!isRundirError(error)) throw error
    if (error.code !== 'FILE_MISSING') return
  }
  yield `make ${HINTS}`
  disk.makeDirectories(HINTS)
  yield `write hint ${number} of ${family}`
  disk.overwriteStart(path, `${number}\n`)
}

/** The first line is the hint: it is overwritten in place, so that the rest of a longer one may follow. */
function parseHint(text: string | undefined): number | undefined {
  const [, number] = /^([1-9]\d{0,14})(?:\n|$)/.exec(text ?? '') ?? []
  return number === undefined ? undefined : Number(number)
}
