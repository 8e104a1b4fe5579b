import { join } from 'node:path'
import { makeDirectories } from '../disk/directory.js'
import { readPointer, replacePointer } from '../disk/link.js'
import { replaceFile } from '../disk/write.js'

const FOLDER = 'outputs'
const POINTER = `${FOLDER}/latest`
const LOG_POINTER = 'logs/latest.txt'

/**
 * Points `outputs/latest` and `logs/latest.txt` at a run (spec 1.7, docs/format.md); each is replaced atomically.
 * Both can be rebuilt and are not synced. Throws DISK_*.
 */
export function pointLatest(
  space: { readonly root: string },
  run: { readonly dir: string; readonly logDir: string },
): void {
  makeDirectories(join(space.root, FOLDER), 'rebuildable')
  replacePointer(
    join(space.root, POINTER),
    run.dir.startsWith(`${FOLDER}/`) ? run.dir.slice(FOLDER.length + 1) : `../${run.dir}`,
  )
  makeDirectories(join(space.root, 'logs'), 'rebuildable')
  replaceFile(join(space.root, LOG_POINTER), `${run.logDir}\n`, 'rebuildable')
}

/** The directory of the newest run, relative to the root; undefined when there is no pointer or it leads elsewhere. */
export function readLatest(space: { readonly root: string }): string | undefined {
  const target = readPointer(join(space.root, POINTER))?.replaceAll('\\', '/').replace(/\/$/, '')
  if (target === undefined || target === '') return undefined
  const path = target.startsWith('../') ? target.slice('../'.length) : `${FOLDER}/${target}`
  return /^(?:outputs|runs)\/[^/]/.test(path) && !path.split('/').includes('..') ? path : undefined
}
