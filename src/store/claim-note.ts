import { readTextIfThere } from '../disk/read.js'
import { replaceFile } from '../disk/write.js'
import { type Instant, printInstant } from '../value/instant.js'
import { isJsonObject, parseJson } from '../value/json.js'
import { nameClaimPath } from './claim.js'

/** What the claim of a run's path says of its making. */
export interface ClaimNote {
  readonly host: string | undefined
  readonly pid: number | undefined
  /** When it was noted that no run belongs to the claim; undefined while nobody did. */
  readonly burnt: string | undefined
}

/** `dir` is the path of the run, relative to the workspace. An empty or torn claim says nothing. */
export function readClaimNote(root: string, dir: string): ClaimNote {
  const claim = parseJson(readTextIfThere(`${root}/${nameClaimPath(dir)}`) ?? '')
  if (!isJsonObject(claim)) return { host: undefined, pid: undefined, burnt: undefined }
  const { host, pid, burnt } = claim
  return {
    host: typeof host === 'string' ? host : undefined,
    pid: typeof pid === 'number' ? pid : undefined,
    burnt: typeof burnt === 'string' ? burnt : undefined,
  }
}

/** Notes in a claim that no run belongs to it. The claim stands all the while: the file is replaced, never removed. Throws DISK_*. */
export function burnClaim(root: string, dir: string, at: Instant): void {
  const path = `${root}/${nameClaimPath(dir)}`
  const claim = parseJson(readTextIfThere(path) ?? '')
  const said = isJsonObject(claim) ? claim : { v: 1 }
  replaceFile(path, `${JSON.stringify({ ...said, burnt: printInstant(at) })}\n`, 'durable')
}
