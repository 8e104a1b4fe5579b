import { CHECKSUM_FILE, parseChecksums } from '../../artifact/checksums.js'
import { digestText } from '../../disk/digest.js'
import { readTextIfThere } from '../../disk/read.js'
import { walkTree } from '../../disk/tree.js'
import { RundirError } from '../../error/rundir-error.js'
import type { Run } from '../../store/read.js'
import { logDirOf } from '../exported.js'
import type { Workspace } from '../open.js'

/** A file that goes out with a run. */
export interface Item {
  /** Relative to the workspace. */
  readonly path: string
  /** Relative to the run; logs that stand beside `outputs/` are below `logs/` here. */
  readonly pathInRun: string
  readonly sizeBytes: number
  readonly isExecutable: boolean
  /** What the seal of the run says; undefined for a file that it does not vouch for. */
  readonly sha256: string | undefined
}

/** Everything that goes out with a run, and what stays behind. */
export interface Luggage {
  readonly items: readonly Item[]
  readonly totalBytes: number
  /** Links, special files and half-written ones, relative to the workspace. */
  readonly skipped: readonly { readonly path: string; readonly why: string }[]
}

/** Written by rundir for a run that is going on, and of no use to anybody else. */
const RESERVE = '.reserve'

/**
 * What a run consists of, in order: its own folder, then its logs. Nothing is read but the list of checksums.
 * Throws RUN_DAMAGED where that list is not the sealed one or names a file that is gone; DISK_*.
 */
export function packLuggage({ root }: Workspace, { dir, manifest }: Run): Luggage {
  const sealed = readSeal(root, dir, manifest.seal?.sha256)
  const own = gather(root, { folder: dir, prefixInRun: '', sealed })
  const logs = logDirOf(dir)
  const beside = logs.startsWith(`${dir}/`)
    ? NOTHING
    : gather(root, { folder: logs, prefixInRun: 'logs/', sealed: NONE })
  const items = [...own.items, ...beside.items]
  const there = new Set(own.items.map((item) => item.pathInRun))
  const missing = [...sealed.keys()].find((path) => !there.has(path))
  if (missing !== undefined) throw damaged(dir, `${missing} is sealed and not there`)
  const totalBytes = items.reduce((sum, item) => sum + item.sizeBytes, 0)
  return { items, totalBytes, skipped: [...own.skipped, ...beside.skipped] }
}

export function damaged(dir: string, why: string): RundirError {
  return new RundirError('RUN_DAMAGED', `${dir} is not what was sealed: ${why}`, {
    hint: `rundir verify ${dir} --data lists everything that changed`,
  })
}

type Gathered = Pick<Luggage, 'items' | 'skipped'>

const NONE: ReadonlyMap<string, string> = new Map()
const NOTHING: Gathered = { items: [], skipped: [] }

function gather(
  root: string,
  of: { readonly folder: string; readonly prefixInRun: string; readonly sealed: ReadonlyMap<string, string> },
): Gathered {
  const { files, links, specials, leftovers } = walkTree(`${root}/${of.folder}`)
  const items = files
    .filter((file) => file.path !== RESERVE)
    .map(({ path, ...facts }) => ({
      ...facts,
      path: `${of.folder}/${path}`,
      pathInRun: `${of.prefixInRun}${path}`,
      sha256: of.sealed.get(path),
    }))
  const skipped = [
    ...links.map(({ path, target }) => ({ path, why: `a link to ${target}` })),
    ...specials.map((path) => ({ path, why: 'no regular file' })),
    ...leftovers.map((path) => ({ path, why: 'half-written' })),
  ]
  return { items, skipped: skipped.map(({ path, why }) => ({ path: `${of.folder}/${path}`, why })) }
}

/** Checksums by path; none for a run without a seal. */
function readSeal(root: string, dir: string, sealSha256: unknown): Map<string, string> {
  if (sealSha256 === undefined) return new Map()
  const text = readTextIfThere(`${root}/${dir}/${CHECKSUM_FILE}`)
  if (text === undefined || digestText(text) !== sealSha256) throw damaged(dir, `${CHECKSUM_FILE} changed`)
  return new Map((parseChecksums(text) ?? []).map(({ path, sha256 }) => [path, sha256]))
}
