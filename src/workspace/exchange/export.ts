import { resolve } from 'node:path'
import { isBelow } from '../../disk/below.js'
import { statIfThere } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'
import { readMetrics } from '../../metric/read-metrics.js'
import { isTerminalStatus } from '../../run/status.js'
import { getRun, type Run } from '../../store/read.js'
import { parseInstant } from '../../value/instant.js'
import { isRelPath } from '../../value/rel-path.js'
import { locateRun } from '../find-run.js'
import { readerOf, type Workspace } from '../open.js'
import { Carrier, type Watch } from './carry.js'
import { describeCrate } from './crate.js'
import { type Item, type Luggage, packLuggage } from './luggage.js'
import { writeCrate } from './write-crate.js'
import { writeTar } from './write-tar.js'

/** Forms that a run can leave the workspace in. */
export const EXPORT_FORMS = ['crate', 'tar'] as const
export type ExportForm = (typeof EXPORT_FORMS)[number]

export interface ExportRequest {
  readonly run: string
  /** Absolute; where relative paths start. */
  readonly cwd: string
  readonly form: ExportForm
  /** File or folder to make; undefined for one that is named like the run, in `cwd`. */
  readonly output: string | undefined
  /** Of a crate: an SPDX id or an address. */
  readonly license: string | undefined
  /** `ended`: only a run that nobody writes any more. */
  readonly which: 'ended' | 'any'
}

export interface ExportProgress {
  readonly doneBytes: number
  readonly totalBytes: number
}

/** What was exported; keys as `export --json` prints them. */
export interface ExportView {
  /** Relative to the workspace. */
  readonly dir: string
  readonly form: ExportForm
  /** Absolute. */
  readonly path: string
  readonly files: number
  /** Of the files of the run. */
  readonly size_bytes: number
  readonly skipped: Luggage['skipped']
  /** References of runs that it builds on, which are not exported with it. */
  readonly parents: readonly string[]
}

/**
 * Writes a run to a new file or folder, and leaves nothing when that fails. Each sealed file is compared with its checksum on the way.
 * Throws RUN_UNKNOWN, RUN_AMBIGUOUS, RUN_DAMAGED, STATUS_ILLEGAL, FILE_EXISTS, FLAG_INVALID, INTERRUPTED, DISK_*.
 */
export async function exportRun(
  workspace: Workspace,
  request: ExportRequest,
  watch: { readonly onProgress: (progress: ExportProgress) => void; readonly signal: AbortSignal },
): Promise<ExportView> {
  const run = getRun(readerOf(workspace), locateRun(workspace, request.run, request.cwd))
  if (request.which === 'ended') checkEnded(run)
  const path = choosePlace(workspace, request, run.manifest.name)
  const luggage = packLuggage(workspace, run)
  const { items, totalBytes, skipped } = luggage
  const carrier = makeCarrier(workspace, run, {
    signal: watch.signal,
    onProgress: (doneBytes) => watch.onProgress({ doneBytes, totalBytes }),
  })
  if (request.form === 'crate') await exportCrate(workspace, run, { path, items, carrier, license: request.license })
  else await exportTar(workspace, run, { path, items, carrier })
  const { dir, manifest } = run
  const view = { dir, form: request.form, path, files: items.length, size_bytes: totalBytes, skipped }
  return { ...view, parents: manifest.parents }
}

function makeCarrier({ root }: Workspace, { dir }: Run, watch: Watch): Carrier {
  return new Carrier(root, dir, watch)
}

interface Shipment {
  readonly path: string
  readonly items: readonly Item[]
  readonly carrier: Carrier
}

async function exportCrate(
  { root, clock }: Workspace,
  { dir, manifest, status }: Run,
  { path, items, carrier, license }: Shipment & { readonly license: string | undefined },
): Promise<void> {
  const scalars = Object.entries(readMetrics(`${root}/${dir}`, []).scalars)
  const metrics = new Map(scalars.map(([key, { last }]) => [key, last]))
  const publishedAt = clock.now()
  await writeCrate(path, items, carrier, (files) =>
    describeCrate({ manifest, status, files, metrics, license, publishedAt }),
  )
}

async function exportTar({ root }: Workspace, { manifest }: Run, { path, items, carrier }: Shipment): Promise<void> {
  const at = parseInstant(manifest.ended_at ?? manifest.created_at) ?? 0
  const all = [...items, ...batchItems(root, manifest.batch_id)]
  if (!(await writeTar(path, all, carrier, at))) throw taken(path)
}

/** The batch that a run belongs to goes with it: a run whose batch is not there is no whole one. */
function batchItems(root: string, batchId: string | null): Item[] {
  if (batchId === null || !isRelPath(batchId)) return []
  const path = `.rundir/batches/${batchId}.json`
  const facts = statIfThere(`${root}/${path}`)
  if (facts?.kind !== 'file') return []
  return [{ path, pathInRun: path, sizeBytes: facts.sizeBytes, isExecutable: false, sha256: undefined }]
}

function checkEnded({ dir, status }: Run): void {
  if (isTerminalStatus(status) || status === 'lost') return
  throw new RundirError('STATUS_ILLEGAL', `${dir} is ${status}: its files may still change`, {
    hint: 'wait for its end, or export it as it is now with --unfinished',
  })
}

/** Where the export goes: to a place that is free, and not among the runs. */
function choosePlace({ root }: Workspace, { cwd, output, form }: ExportRequest, name: string): string {
  const path = resolve(cwd, output ?? (form === 'tar' ? `${name}.tar` : `${name}-crate`))
  const inWay = ['outputs', 'runs', 'logs', '.rundir'].find((folder) => isBelow(`${root}/${folder}`, path))
  if (inWay !== undefined)
    throw new RundirError('FLAG_INVALID', `${path} is in ${inWay}/ of the workspace`, {
      hint: 'give a place of its own with --output',
    })
  if (statIfThere(path) !== undefined) throw taken(path)
  return path
}

function taken(path: string): RundirError {
  return new RundirError('FILE_EXISTS', `${path} exists already`, {
    hint: 'nothing was overwritten; give another place with --output',
  })
}
