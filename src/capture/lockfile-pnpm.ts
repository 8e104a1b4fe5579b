import type { AddPackage } from './package-list.js'

/** `/@babel/core@7.0.0(peer@1.0.0):` of version 6, `'@babel/core@7.0.0':` of version 9. */
const ENTRY = /^ {2}["']?\/?(@[^\s/@]+\/[^\s/@]+|[^\s/@"']+)@(\d[^("':]*)/

/** `pnpm-lock.yaml`, versions 6 and 9: the keys of `packages:`, read line by line. Links, archives and git have no version. */
export function lockedByPnpm(text: string, add: AddPackage): void {
  let inPackages = false
  for (const line of text.split(/\r?\n/)) {
    if (/^\S/.test(line)) inPackages = line.startsWith('packages:')
    else if (inPackages) {
      const [, name, version] = ENTRY.exec(line) ?? []
      if (name !== undefined && version !== undefined) add(name, version)
    }
  }
}
