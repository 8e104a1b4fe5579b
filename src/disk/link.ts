import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { diskError, errnoOf } from './disk-error.js'
import { replaceFile } from './write.js'

/**
 * Points `path` at `target` (relative to the folder of `path`) atomically: a reader never sees neither.
 * Where links are not allowed a text file with the target in one line takes its place. Throws DISK_*.
 */
export function replacePointer(path: string, target: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.tmp-${process.pid}-${randomBytes(8).toString('hex')}`)
  try {
    fs.symlinkSync(target, temporary, 'dir')
    fs.renameSync(temporary, path)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    if (!LINKS_REFUSED.has(errnoOf(error) ?? '')) throw diskError(error, 'point', path)
    replaceFile(path, `${target}\n`, 'rebuildable')
  }
}

const LINKS_REFUSED: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES', 'UNKNOWN'])

/** Where `replacePointer` last pointed; undefined when there is no pointer. */
export function readPointer(path: string): string | undefined {
  try {
    const facts = fs.lstatSync(path, { throwIfNoEntry: false })
    if (facts?.isSymbolicLink()) return fs.readlinkSync(path)
    return facts?.isFile() ? fs.readFileSync(path, 'utf8').trim() : undefined
  } catch (error) {
    throw diskError(error, 'read', path)
  }
}

/** Whether a symbolic link stands at `path`, wherever it leads. Throws DISK_*. */
export function isLink(path: string): boolean {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  } catch (error) {
    throw diskError(error, 'look at', path)
  }
}
