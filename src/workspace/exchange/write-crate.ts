import { dirname } from 'node:path'
import { createFolder, writeNewFileInParts } from '../../disk/create-in-parts.js'
import { makeDirectories } from '../../disk/directory.js'
import { RundirError } from '../../error/rundir-error.js'
import { printJsonFile } from '../../value/json.js'
import type { Carrier } from './carry.js'
import { CRATE_FILE, type CrateFile } from './crate.js'
import type { Item } from './luggage.js'

/**
 * Makes a folder with copies of files at their paths in the run, and the metadata that `describe` makes of them. Throws FILE_EXISTS when
 * `path` exists or the run has a metadata file of its own, and as `Carrier.carry`; then nothing is left.
 */
export async function writeCrate(
  path: string,
  items: readonly Item[],
  carrier: Carrier,
  describe: (files: readonly CrateFile[]) => unknown,
): Promise<void> {
  if (items.some((item) => item.pathInRun === CRATE_FILE))
    throw new RundirError('FILE_EXISTS', `the run has a file ${CRATE_FILE} of its own`, { hint: 'use --to tar' })
  await createFolder(path, async (folder) => {
    const files: CrateFile[] = []
    for (const item of items) {
      const { pathInRun, sizeBytes } = item
      const place = `${folder}/${pathInRun}`
      makeDirectories(dirname(place), 'rebuildable')
      const parts = carrier.carry(item, (sha256) => files.push({ path: pathInRun, sizeBytes, sha256 }))
      await writeNewFileInParts(place, parts)
    }
    await writeNewFileInParts(`${folder}/${CRATE_FILE}`, once(Buffer.from(printJsonFile(describe(files)))))
  })
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
