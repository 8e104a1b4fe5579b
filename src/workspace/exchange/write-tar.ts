import { createFileInParts } from '../../disk/create-in-parts.js'
import { printTarHeader, printTarPadding, TAR_END } from '../../disk/tar.js'
import type { Instant } from '../../value/instant.js'
import type { Carrier } from './carry.js'
import type { Item } from './luggage.js'

/**
 * Writes files as a tar archive with their paths in the workspace. All get the date `at`, so that the same files give the same bytes.
 * False when `path` exists. Throws as `Carrier.carry`.
 */
export async function writeTar(path: string, items: readonly Item[], carrier: Carrier, at: Instant): Promise<boolean> {
  async function* archive(): AsyncGenerator<Uint8Array> {
    for (const item of items) {
      yield printTarHeader({ ...item, modifiedAt: at })
      yield* carrier.carry(item)
      yield printTarPadding(item.sizeBytes)
    }
    yield TAR_END
  }
  return await createFileInParts(path, archive())
}
