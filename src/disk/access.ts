import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { diskError, errnoOf } from './disk-error.js'

/** Throws DISK_READONLY or DISK_DENIED unless something could be made at `path`, whose parents may be missing. */
export function checkWritable(path: string): void {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK)
      return
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || folder === dirname(folder)) throw diskError(error, 'write below', folder)
    }
  }
}
