import { isRundirError } from '../error/rundir-error.js'
import type { Json } from '../value/json.js'
import { isJsonObject, parseJson } from '../value/json.js'
import type { AllocationDisk } from './allocation-disk.js'

/** Claims are never removed: a deleted run frees nothing (docs/format.md, Claims). */
export const CLAIMS = '.rundir/claims'
const NUMBERS = `${CLAIMS}/numbers`
const NAMES = `${CLAIMS}/names`
const NAME_SUFFIX = '.claim'
/** Numbers in one folder of claims, so that the newest can be listed at a cost that does not grow. */
const SHARD_COUNT = 1000

/** Who takes a name. */
export interface Claimant {
  readonly runId: string
  readonly host: string
  readonly pid: number
}

/** What a claim file says; the name of the file is the claim, so every key may be missing. */
export interface ClaimContent {
  readonly name: string | undefined
  readonly runId: string | undefined
  readonly at: string | undefined
  readonly segments: Readonly<Record<string, Json>> | undefined
}

/** A step of an allocation: what is about to be done. Between two steps at most one thing happens on the disk. */
export type Steps<Result> = Generator<string, Result, void>

export function numberClaimPath(family: string, number: number): string {
  return `${NUMBERS}/${family}/${Math.floor(number / SHARD_COUNT)}/${number}`
}

/** The claim of a run's path as it stands on disk, without regard to case. */
export function nameClaimPath(dir: string): string {
  return `${nameClaimFolder(dir)}${NAME_SUFFIX}`
}

function nameClaimFolder(folder: string): string {
  return `${NAMES}/${folder.toLowerCase()}`
}

/** One line of JSON for people. */
export function printClaim(
  claim: { name: string; segments: Readonly<Record<string, string>>; nonce: string; at: string },
  claimant: Claimant,
): string {
  const { name, nonce, at, segments } = claim
  const { runId, host, pid } = claimant
  const content = { v: 1, name, run_id: runId, host, pid, nonce, at, segments }
  return `${JSON.stringify(content)}\n`
}

/** What a claim says of itself; an empty or torn file is a claim that says nothing. */
export function parseClaim(text: string | undefined): ClaimContent {
  const value = parseJson(text ?? '')
  const claim = isJsonObject(value) ? value : {}
  const textOf = (key: string): string | undefined => (typeof claim[key] === 'string' ? claim[key] : undefined)
  const segments = isJsonObject(claim['segments']) ? claim['segments'] : undefined
  return { name: textOf('name'), runId: textOf('run_id'), at: textOf('at'), segments }
}

/**
 * Makes one claim file; false when it was there. The folder is made when it is missing. With `twin`, a claim that was made just now
 * and says the same, it becomes a second name of that file.
 */
export function* claimSteps(disk: AllocationDisk, path: string, text: string, twin?: string): Steps<boolean> {
  const make = (): boolean => (twin === undefined ? disk.createOnce(path, text) : disk.linkOnce(twin, path, text))
  yield `claim ${path}`
  try {
    return make()
  } catch (error) {
    if (!isRundirError(error, 'FILE_MISSING')) throw error
  }
  const folder = folderOf(path)
  yield `make ${folder}`
  disk.makeDirectories(folder)
  yield `claim ${path}`
  return make()
}

/** The highest number claimed in a family, 0 when there is none: a look into the newest shards only. */
export function* newestClaimSteps(disk: AllocationDisk, family: string): Steps<number> {
  yield `list claims of ${family}`
  const shards = numbersIn(disk.list(`${NUMBERS}/${family}`))
  for (const shard of shards) {
    yield `list shard ${shard} of ${family}`
    const [newest] = numbersIn(disk.list(`${NUMBERS}/${family}/${shard}`))
    if (newest !== undefined) return newest
  }
  return 0
}

/** Names below a folder of runs that were ever claimed, in lower case. */
export function claimedNames(disk: AllocationDisk, folder: string): string[] {
  return disk
    .list(nameClaimFolder(folder))
    .filter((name) => name.endsWith(NAME_SUFFIX))
    .map((name) => name.slice(0, -NAME_SUFFIX.length))
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

/** Those names that are plain numbers, highest first. */
function numbersIn(names: readonly string[]): number[] {
  return names
    .filter((name) => /^\d{1,15}$/.test(name))
    .map(Number)
    .sort((a, b) => b - a)
}
