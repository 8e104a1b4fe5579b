import * as fs from 'node:fs'
import { diskError, errnoOf } from './disk-error.js'

/** The path with all links followed, absolute; undefined when nothing is there. */
export function realPathIfThere(path: string): string | undefined {
  try {
    return fs.realpathSync.native(path)
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return undefined
    throw diskError(error, 'look at', path)
  }
}
