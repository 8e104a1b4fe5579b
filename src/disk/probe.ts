import * as fs from 'node:fs'
import { join } from 'node:path'
import { diskError, errnoOf } from './disk-error.js'

/** What a file system can do, found out by doing it. */
export interface FileSystemFacts {
  /** Type by the number that the system gives it; null where it is not one of the known. */
  readonly type: string | null
  /** Not known of `fuse`: a program of the user answers, from wherever. */
  readonly isNetwork: boolean | null
  readonly freeBytes: number
  /** A second exclusive create and `mkdir` of a name fail: what every promise about names stands on. */
  readonly exclusiveCreate: boolean
  readonly replaceByRename: boolean
  readonly hardLinks: boolean
  readonly symbolicLinks: boolean
  readonly syncDirectory: boolean
  readonly caseSensitive: boolean
  /** Clock of the file system minus the clock of this machine. */
  readonly clockSkewMs: number
}

const TYPES: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  16914836: 'tmpfs',
  2035054128: 'overlay',
  26985: 'nfs',
  4283649346: 'cifs',
  4266872130: 'smb2',
  1702057286: 'fuse',
  19780: 'vfat',
  801189825: 'zfs',
  198183888: 'lustre',
  1196443219: 'gpfs',
}
const NETWORK: ReadonlySet<string> = new Set(['nfs', 'cifs', 'smb2', 'lustre', 'gpfs'])

/**
 * Tries everything in a folder of its own below `folder`, which exists, and removes it. `now` in ms.
 * Throws DISK_* when nothing can be written there.
 */
export function probeFileSystem(folder: string, now: () => number): FileSystemFacts {
  let root: string
  try {
    root = fs.mkdtempSync(join(folder, '.probe.tmp-'))
  } catch (error) {
    throw diskError(error, 'write in', folder)
  }
  try {
    const facts = fs.statfsSync(root)
    const type = TYPES[facts.type] ?? null
    fs.writeFileSync(join(root, 'file'), 'x')
    return {
      type,
      isNetwork: type === 'fuse' ? null : type !== null && NETWORK.has(type),
      freeBytes: facts.bavail * facts.bsize,
      exclusiveCreate: refusesSecond(root),
      replaceByRename: succeeds(() => fs.renameSync(copyOf(root, 'next'), join(root, 'file'))),
      hardLinks: succeeds(() => fs.linkSync(join(root, 'file'), join(root, 'hard'))),
      symbolicLinks: succeeds(() => fs.symlinkSync('file', join(root, 'soft'))),
      syncDirectory: succeeds(() => syncOnce(root)),
      caseSensitive: !fs.existsSync(join(root, 'FILE')),
      clockSkewMs: Math.round(fs.statSync(copyOf(root, 'clock')).mtimeMs - now()),
    }
  } catch (error) {
    throw diskError(error, 'write in', folder)
  } finally {
    fs.rmSync(root, { recursive: true, force: true })
  }
}

function refusesSecond(root: string): boolean {
  fs.mkdirSync(join(root, 'folder'))
  const secondFolder = succeeds(() => fs.mkdirSync(join(root, 'folder')))
  const secondFile = succeeds(() => fs.closeSync(fs.openSync(join(root, 'file'), 'wx')))
  return !secondFolder && !secondFile
}

function copyOf(root: string, name: string): string {
  fs.writeFileSync(join(root, name), 'x')
  return join(root, name)
}

function syncOnce(root: string): void {
  const descriptor = fs.openSync(root, 'r')
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** A refusal by the system is an answer; anything else is not. */
function succeeds(action: () => void): boolean {
  try {
    action()
    return true
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    return false
  }
}
