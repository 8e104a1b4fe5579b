import { RundirError } from '../error/rundir-error.js'
import { isJsonObject, parseJson } from '../value/json.js'
import type { AllocationDisk } from './allocation-disk.js'
import { nameClaimPath, parseClaim } from './claim.js'

/** How a person asked for exactly one name: `--run-index`, `RUN_NAME`, or the old way of naming. */
export type WayOfAsking = 'index' | 'name' | 'old name'

const WAY_OUT: Readonly<Record<WayOfAsking, string>> = {
  index: 'leave the index out to get the next number',
  name: 'unset RUN_NAME to get the next number',
  'old name': 'switch the old naming off to get numbers',
}

/** What stood in the way of a name. */
export interface Obstacle {
  /** The claim that was there. */
  readonly claim?: string | undefined
  /** Another name that holds the number, when that is known. */
  readonly holder?: string | undefined
}

/** Says which run has the name or its number and since when, as far as its manifest and the claims tell. */
export function taken(
  disk: AllocationDisk,
  wanted: { readonly name: string; readonly dir: string; readonly number: number; readonly asked: WayOfAsking },
  { claim, holder }: Obstacle,
): RundirError {
  const claimed = parseClaim(claim === undefined ? undefined : disk.read(claim))
  const name = holder ?? claimed.name ?? wanted.name
  const isOwn = name.toLowerCase() === wanted.name.toLowerCase()
  const dir = `outputs/${name}`
  const manifest = parseJson(disk.read(`${dir}/run_manifest.json`) ?? '')
  const known = [
    isJsonObject(manifest) ? { runId: manifest['run_id'], at: manifest['created_at'] } : undefined,
    holder === undefined ? claimed : undefined,
    parseClaim(disk.read(nameClaimPath(dir))),
  ].find((each) => each?.runId !== undefined)
  const what = isOwn ? `the name ${wanted.name}` : `number ${wanted.number}`
  const isFolder = disk.isDirectory(dir)
  const who = known === undefined ? name : `${name} (${known.runId})`
  const since = `since ${known?.at ?? 'an unknown time'}`
  const why = isFolder
    ? known === undefined
      ? `is taken: the folder ${dir} exists`
      : `is taken by run ${who} ${since}`
    : disk.exists(dir)
      ? `is taken: ${dir} exists and is no folder`
      : known === undefined && disk.exists(`logs/${name}`)
        ? `is taken: the folder logs/${name} exists`
        : `was claimed for run ${who} ${since}, and there is no such folder: it was removed or never made; a name is never given twice`
  const canReuse =
    isOwn && disk.isDirectory(wanted.dir) && !(isJsonObject(manifest) && manifest['status'] === 'running')
  return new RundirError('NAME_TAKEN', `${what} ${why}`, {
    hint: `${WAY_OUT[wanted.asked]}${canReuse ? ', or use --force to reuse the folder' : ''}`,
  })
}
