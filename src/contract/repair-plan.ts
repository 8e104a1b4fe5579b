import type { RunInventory, WorkspaceInventory } from './inventory.js'
import { lacksSeal } from './rule-seal.js'
import { isLost, isStillborn } from './rule-status.js'

/**
 * What `repair` can do. `adopt`: write the manifest of a claimed folder. `end`: end a run whose processes are gone. `attempt`: make the
 * last attempt say what the manifest says. `metrics`: make `metrics.json` from the logs. `seal`: checksums and seal. `unseal`: open a
 * seal, after a look at every file, so that a missing one can be added. `checksums`: make the sealed list again. `move`: put aside in
 * the trash. `pointer`: point at the newest run. `burn`: note in a claim that no run belongs to it.
 */
export type RepairKind =
  | 'adopt'
  | 'end'
  | 'attempt'
  | 'metrics'
  | 'seal'
  | 'unseal'
  | 'checksums'
  | 'move'
  | 'pointer'
  | 'burn'

/** One thing to do; each can be done twice, and each can be cut off and begun again. */
export interface RepairStep {
  readonly kind: RepairKind
  /** Relative to the workspace; null for what belongs to no run. */
  readonly run: string | null
  /** What is written or moved, relative to the workspace. */
  readonly path: string
  readonly why: string
}

/** What can be done about a run, in the order in which it must be done; later steps may show up only when these are done. */
export function planRunRepair(inventory: RunInventory): RepairStep[] {
  const { dir, manifest: reading, leftovers } = inventory
  const step = (kind: RepairKind, path: string, why: string): RepairStep => ({
    kind,
    run: dir,
    path: `${dir}/${path}`,
    why,
  })
  const moves = leftovers.map((path) => step('move', path, 'it was never finished'))
  if (reading.kind === 'missing') {
    const canAdopt = inventory.isClaimantGone !== false && inventory.identity !== undefined
    return canAdopt ? [...moves, step('adopt', 'run_manifest.json', 'the folder was claimed, and no run began')] : moves
  }
  if (reading.kind !== 'read') return moves
  const steps = [...moves, ...planAttempts(inventory)]
  if (isLost(inventory)) {
    return [
      ...steps,
      ...planMetricsMove(inventory),
      step('end', 'run_manifest.json', 'it says running, and its processes are gone'),
    ]
  }
  if (isStillborn(reading.manifest, inventory.attempts.size) && inventory.isClaimantGone === true)
    return [...steps, step('end', 'run_manifest.json', 'its command was never started')]
  if (lacksSeal(inventory))
    return [
      ...steps,
      ...planMetricsMove(inventory),
      step('seal', 'artifacts.sha256', 'the run has ended without a seal'),
    ]
  return [...steps, ...planSealed(inventory)]
}

function planAttempts({ dir, manifest: reading, attempts, isClaimantGone }: RunInventory): RepairStep[] {
  if (reading.kind !== 'read' || isClaimantGone === false) return []
  const { attempt: last, status, ended_at } = reading.manifest
  const later = [...attempts.keys()].filter((number) => number > last)
  const moves = later.map((number): RepairStep => {
    return { kind: 'move', run: dir, path: `${dir}/attempts/${number}.json`, why: 'this attempt never started' }
  })
  const known = attempts.get(last)
  const isEnded = last > 0 && ended_at !== null && status !== 'running'
  const isWrong = isEnded && (known === undefined || known === null || known.ended_at === null)
  if (!isWrong) return moves
  const path = `${dir}/attempts/${last}.json`
  const torn: RepairStep[] = known === null ? [{ kind: 'move', run: dir, path, why: 'it cannot be read' }] : []
  return [...moves, ...torn, { kind: 'attempt', run: dir, path, why: 'it has no end, and the run has' }]
}

/** A cut `metrics.json` is put aside while the run is open and the logs can make a better one. */
function planMetricsMove({ dir, metrics }: RunInventory): RepairStep[] {
  if (metrics.file !== 'unreadable' || metrics.logs.length === 0) return []
  return [
    { kind: 'move', run: dir, path: `${dir}/metrics.json`, why: 'it cannot be read, and the logs can make it again' },
  ]
}

function planSealed(inventory: RunInventory): RepairStep[] {
  const { dir, manifest: reading, files, seal, metrics } = inventory
  if (reading.kind !== 'read' || reading.manifest.seal === null) return []
  const step = (kind: RepairKind, path: string, why: string): RepairStep => ({
    kind,
    run: dir,
    path: `${dir}/${path}`,
    why,
  })
  const steps: RepairStep[] = []
  const there = new Set(files.map((file) => file.path))
  if (there.has('.reserve')) steps.push(step('move', '.reserve', 'the end that it was kept for is over'))
  if (seal.sha256 !== reading.manifest.seal.sha256)
    return [...steps, step('checksums', 'artifacts.sha256', 'it is not the sealed one')]
  if (metrics.logs.length === 0) return steps
  const listed = new Set(seal.list?.map((each) => each.path))
  const lacksArchive = metrics.lacksArchive && !there.has('metrics.npz')
  if (metrics.file !== 'missing' && !lacksArchive) return steps
  // A sealed file comes out of the same logs as it was; another one needs a new seal.
  const isListed = listed.has('metrics.json') && (!lacksArchive || listed.has('metrics.npz'))
  if (isListed) return [...steps, step('metrics', 'metrics.json', 'it is missing, and the logs can make it again')]
  return [...steps, step('unseal', 'run_manifest.json', 'the metrics were never put together')]
}

/** What can be done about a workspace apart from its runs. */
export function planWorkspaceRepair(inventory: WorkspaceInventory): RepairStep[] {
  const { leftovers, stalePointers, orphanedClaims } = inventory
  const step = (kind: RepairKind, path: string, why: string): RepairStep => ({ kind, run: null, path, why })
  return [
    ...leftovers.map((path) => step('move', path, 'it was never finished')),
    ...stalePointers.map(({ path, leadsTo }) => step('pointer', path, `it leads to ${leadsTo}`)),
    ...orphanedClaims.map(({ path, dir }) => step('burn', path, `there is no run ${dir}`)),
  ]
}
