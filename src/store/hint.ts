import type { AllocationDisk } from './allocation-disk.js'
import { numberClaimPath, type Steps } from './claim.js'
import { HINTS, readHintFile, writeHintFile } from './hint-file.js'

/**
 * The number that a family handed out last, as far as the hint knows; undefined when there is none to believe.
 * A hint without its claim is worth nothing: it may be garbage, or from another copy of the workspace. Nor is one of another epoch:
 * somebody may have put runs into the workspace since. `epoch` is undefined for a family that looks for no other names.
 */
export function* readHintSteps(
  disk: AllocationDisk,
  family: string,
  epoch: string | undefined,
): Steps<number | undefined> {
  yield `read hint of ${family}`
  const hint = parseHint(readHintFile(disk, hintPath(family)))
  if (hint === undefined || hint.epoch !== epoch) return undefined
  yield `check hint ${hint.number} of ${family}`
  return disk.exists(numberClaimPath(family, hint.number)) ? hint.number : undefined
}

/** Remembers that `number` was handed out and nothing above it was known in that epoch, unless a higher one was since. */
export function* writeHintSteps(
  disk: AllocationDisk,
  family: string,
  number: number,
  epoch: string | undefined,
): Steps<void> {
  yield `read hint of ${family}`
  const known = parseHint(readHintFile(disk, hintPath(family)))
  let highest = number
  if (known !== undefined && known.number >= number) {
    yield `check hint ${known.number} of ${family}`
    if (disk.exists(numberClaimPath(family, known.number))) {
      if (known.epoch === epoch) return
      highest = known.number
    }
  }
  yield* writeHintFile(disk, hintPath(family), epoch === undefined ? `${highest}\n` : `${highest} ${epoch}\n`)
}

function hintPath(family: string): string {
  return `${HINTS}/${family}`
}

function parseHint(text: string | undefined): { number: number; epoch: string | undefined } | undefined {
  const [, number, epoch] = /^([1-9]\d{0,14})(?: ([0-9a-z]{12}))?(?:\n|$)/.exec(text ?? '') ?? []
  return number === undefined ? undefined : { number: Number(number), epoch }
}
