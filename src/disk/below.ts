import { isAbsolute, relative, sep } from 'node:path'
import { RundirError } from '../error/rundir-error.js'
import type { RelPath } from '../value/rel-path.js'
import { makeDirectories, makeDirectoryOnce } from './directory.js'
import { isLink } from './link.js'
import { realPathIfThere } from './real-path.js'
import { type Durability, replaceFileInParts } from './write.js'

/** Whether a real path is `root`, a real path too, or stands below it. */
export function isBelow(root: string, path: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/**
 * Whether a path, by its parts alone, stays below the folder that it is relative to. Unlike a `RelPath` it may be called as the file
 * system allows: with line breaks, or, where that is no separator, with backslashes.
 */
export function staysBelow(path: string): boolean {
  const isWindows = process.platform === 'win32'
  if (path.includes('\0') || (isWindows && /^[A-Za-z]:/.test(path))) return false
  return !path.split(isWindows ? /[\\/]/ : '/').some((part) => /^\.{0,2}$/.test(part))
}

/**
 * Makes the folders above `path` and returns its place below `root` with all links of these folders followed. Nothing is made outside
 * of `root`, which exists, wherever links in it lead. Throws PATH_ESCAPES where a link on the way, or at the end, leads out of it or
 * nowhere; DISK_*.
 */
export function makePlaceBelow(root: string, path: RelPath): string {
  const base = realPathIfThere(root) ?? root
  const parts = path.split('/')
  const name = parts.pop() ?? ''
  let folder = base
  for (const part of parts) {
    makeDirectoryOnce(`${folder}/${part}`)
    folder = followBelow(base, `${folder}/${part}`, path)
  }
  // Where a file has the name of a folder, this says so.
  makeDirectories(folder, 'rebuildable')
  const place = `${folder}/${name}`
  if (isLink(place)) followBelow(base, place, path)
  return place
}

function followBelow(base: string, place: string, path: RelPath): string {
  const real = realPathIfThere(place)
  if (real !== undefined && isBelow(base, real)) return real
  throw leadsOut(base, path)
}

function leadsOut(base: string, path: string): RundirError {
  return new RundirError('PATH_ESCAPES', `${path} is not below ${base}: a link leads out of it, or nowhere`, {
    hint: 'remove the link, or use another path',
  })
}

/**
 * Replaces or creates the file at a place that was made by `makePlaceBelow`, as `replaceFile` does. Where a folder on the way was exchanged
 * for a link meanwhile, nothing gets its final name: throws PATH_ESCAPES; DISK_*.
 */
export function replaceFileAt(place: string, bytes: string | Uint8Array, durability: Durability): void {
  const folder = place.slice(0, place.lastIndexOf('/'))
  const checked = function* (): Generator<string | Uint8Array> {
    // The temporary file is open by now, in whatever folder stood there.
    if (realPathIfThere(folder) !== folder) throw leadsOut('its root', place)
    yield bytes
  }
  replaceFileInParts(place, checked(), durability)
}
