import { listEntries } from '../disk/directory.js'
import { readPointer } from '../disk/link.js'
import { readTextIfThere, statIfThere } from '../disk/read.js'
import { listLeftovers } from '../disk/tree.js'
import { placeRun, recogniseRun } from '../layout/builtin.js'
import { canonicalPath, diskPath } from '../layout/layout.js'
import { checkBatch } from '../run/batch.js'
import { familyOf } from '../run/name.js'
import { COUNTER_SCOPES } from '../run/naming.js'
import { listBatchIds } from '../store/batch.js'
import { CLAIMS } from '../store/claim.js'
import { readClaimNote } from '../store/claim-note.js'
import { readLatest } from '../store/latest.js'
import type { Reader } from '../store/read.js'
import { listTrash } from '../store/trash.js'
import { parseInstant } from '../value/instant.js'
import { parseJson } from '../value/json.js'
import type { ModelStock, RunInventory, RunSummary, WorkspaceInventory } from './inventory.js'
import { isClaimantGone, isWriterGone, type Surroundings } from './take-inventory.js'

const NAMES = `${CLAIMS}/names`
const BATCHES = '.rundir/batches'
const POINTER = 'outputs/latest'
const LOG_POINTER = 'logs/latest.txt'
/** Runs that begin together may write their pointers in the other order. */
const TOGETHER_MS = 10_000

/** What the comparison of all runs needs of one; undefined for a run that cannot be read. */
export function summarizeRun(inventory: RunInventory, { patterns }: Surroundings): RunSummary | undefined {
  if (inventory.manifest.kind !== 'read') return undefined
  const { manifest } = inventory.manifest
  const identity = recogniseRun(inventory.dir, patterns)
  const logPath = identity === undefined ? `${inventory.dir}/logs` : placeRun(identity, patterns).logPath
  const isEncoded = inventory.dir !== canonicalPath(inventory.dir)
  return {
    dir: inventory.dir,
    runId: manifest.run_id,
    counter: counterOf(manifest),
    createdAt: manifest.created_at,
    logDir: diskPath(logPath, isEncoded),
  }
}

function counterOf(manifest: {
  layout: string
  counter: number | null
  name_segments: Record<string, string>
}): string | null {
  const { model, dataset, size, scope } = manifest.name_segments
  const known = COUNTER_SCOPES.find((each) => each === scope)
  const isCounted = manifest.layout === 'pipeline' && manifest.counter !== null && known !== undefined
  if (!isCounted || model === undefined || dataset === undefined || size === undefined) return null
  return `${familyOf({ model, dataset, size }, known)} ${manifest.counter}`
}

/** Gathers what belongs to no run. `runs` are all runs that can be read. Throws DISK_*. */
export function takeWorkspace(
  surroundings: Surroundings,
  runs: readonly RunSummary[],
  models: ModelStock,
): WorkspaceInventory {
  const { reader } = surroundings
  const leftovers = new Set<string>()
  const lookFor = (folder: string): void => {
    for (const name of listLeftovers(`${reader.root}/${folder}`)) {
      if (isWriterGone(reader, name)) leftovers.add(`${folder}/${name}`)
    }
  }
  for (const folder of ['outputs', 'logs', BATCHES, '.rundir/cache', '.rundir/hints', ...models.folders])
    lookFor(folder)
  return {
    runs,
    orphanedClaims: findOrphanedClaims(reader, lookFor),
    damagedBatches: listBatchIds(reader.root)
      .map((id) => `${BATCHES}/${id}.json`)
      .filter((path) => checkBatch(parseJson(readTextIfThere(`${reader.root}/${path}`) ?? '')) === undefined),
    stalePointers: findStalePointers(reader, runs),
    leftovers: [...leftovers].sort(),
    models,
  }
}

/** Claims of names whose folder is not there, unless it lies in the trash or the claim says that it is burnt. */
function findOrphanedClaims(reader: Reader, lookFor: (folder: string) => void): { path: string; dir: string }[] {
  const orphans: { path: string; dir: string }[] = []
  const trashed = new Set(listTrash(reader.root).map((entry) => entry.dir?.toLowerCase()))
  // Claims are in lower case: several folders of runs may stand behind one folder of claims.
  const visit = (prefix: string, folders: readonly string[]): void => {
    const place = prefix === '' ? NAMES : `${NAMES}/${prefix}`
    lookFor(place)
    const standing = byLastPart(folders.flatMap((folder) => foldersIn(reader, folder)))
    for (const { name, kind } of listEntries(`${reader.root}/${place}`)) {
      const dir = `${prefix === '' ? '' : `${prefix}/`}${name.replace(/\.claim$/, '')}`
      if (kind === 'directory') visit(dir, standing.get(name) ?? [])
      else if (!standing.has(name.replace(/\.claim$/, '')) && !trashed.has(dir) && isOrphan(reader, dir))
        orphans.push({ path: `${place}/${name}`, dir })
    }
  }
  visit('', [''])
  return orphans.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function foldersIn({ root }: Reader, folder: string): string[] {
  return listEntries(`${root}/${folder}`).map((entry) => (folder === '' ? entry.name : `${folder}/${entry.name}`))
}

/** Folders by their last part in lower case. */
function byLastPart(folders: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const folder of folders) {
    const last = folder.slice(folder.lastIndexOf('/') + 1).toLowerCase()
    groups.set(last, [...(groups.get(last) ?? []), folder])
  }
  return groups
}

/** A claim whose process still lives is about to get its folder. */
function isOrphan(reader: Reader, dir: string): boolean {
  return readClaimNote(reader.root, dir).burnt === undefined && isClaimantGone(reader, dir) !== false
}

function findStalePointers(
  { root }: Reader,
  runs: readonly RunSummary[],
): { path: string; leadsTo: string; newest: string }[] {
  const times = new Map(runs.map((run) => [run.dir, parseInstant(run.createdAt) ?? 0]))
  const newest = runs.reduce<RunSummary | undefined>(
    (best, run) => (best === undefined || (times.get(run.dir) ?? 0) > (times.get(best.dir) ?? 0) ? run : best),
    undefined,
  )
  const pointed = readPointer(`${root}/${POINTER}`)
  const logs = readTextIfThere(`${root}/${LOG_POINTER}`)?.trim()
  // Who made all runs by hand needs no pointers.
  if (newest === undefined || (pointed === undefined && logs === undefined)) return []
  const isNew = (run: RunSummary): boolean => (times.get(newest.dir) ?? 0) - (times.get(run.dir) ?? 0) <= TOGETHER_MS
  const stale: { path: string; leadsTo: string; newest: string }[] = []
  // A run that cannot be read is there all the same; only a readable one tells how old it is.
  const isFresh = (path: string | undefined, run: RunSummary | undefined): boolean =>
    run === undefined ? path !== undefined && statIfThere(`${root}/${path}`) !== undefined : isNew(run)
  const target = readLatest({ root })
  const pointedRun = runs.find((run) => run.dir === target)
  if (!isFresh(target, pointedRun)) stale.push({ path: POINTER, leadsTo: target ?? 'nothing', newest: newest.dir })
  const loggedRun = runs.find((run) => run.logDir === logs)
  if (!isFresh(logs, loggedRun)) stale.push({ path: LOG_POINTER, leadsTo: logs ?? 'nothing', newest: newest.logDir })
  return stale
}
