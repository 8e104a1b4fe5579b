import * as fs from 'node:fs'
import { diskError, errnoOf } from './disk-error.js'

/** The path with all links followed, absolute; undefined when nothing is there, or links lead in a circle. */
export function realPathIfThere(path: string): string | undefined {
  try {
    return fs.realpathSync.native(path)
  } catch (error) {
    if (NOTHING.has(errnoOf(error) ?? '')) return undefined
    throw diskError(error, 'look at', path)
  }
}

const NOTHING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP'])
