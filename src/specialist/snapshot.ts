import { listEntries, listNames, makeDirectories } from '../disk/directory.js'
import { isPathPart } from '../run/path-part.js'
import { createNextFile, type NumberedFile, numberedFiles, printFileNumber } from './numbered-file.js'

/** A snapshot on disk. */
export interface Snapshot {
  readonly name: string
  readonly version: string
  readonly number: number
  /** `001` */
  readonly snapshotId: string
  /** In the folder of outputs, with `/`. */
  readonly path: string
}

const SERIES = { before: 'snapshot-', after: '.json5' } as const

/** Snapshots below `output` (absolute), by name, version and number; files that are none are passed over (spec 1.12, seed 001). */
export function listSnapshots(output: string): Snapshot[] {
  return foldersIn(output).flatMap((name) =>
    foldersIn(`${output}/${name}`).flatMap((version) => snapshotsOf(output, name, version)),
  )
}

/** Snapshots of one version, lowest number first. Both texts are path parts. */
export function snapshotsOf(output: string, name: string, version: string): Snapshot[] {
  return numberedFiles(SERIES, listNames(`${output}/${name}/${version}`)).map((file) => placed(name, version, file))
}

/** Writes the next snapshot of a version, durably; `text` gets its number. Nothing is ever overwritten. Throws DISK_*. */
export function createSnapshot(
  output: string,
  name: string,
  version: string,
  text: (snapshotId: string) => string,
): Snapshot {
  const folder = `${output}/${name}/${version}`
  makeDirectories(folder, 'durable')
  const file = createNextFile(folder, SERIES, listNames(folder), (number) => text(printFileNumber(number)))
  return placed(name, version, file)
}

function foldersIn(path: string): string[] {
  return listEntries(path)
    .filter((entry) => entry.kind === 'directory' && isPathPart(entry.name))
    .map((entry) => entry.name)
    .sort()
}

function placed(name: string, version: string, file: NumberedFile): Snapshot {
  const { number } = file
  return { name, version, number, snapshotId: printFileNumber(number), path: `${name}/${version}/${file.name}` }
}
