/** No manifest grows with a huge lockfile; its checksum stands for the rest. */
export const MAX_PACKAGES = 2000

/** How a reader of a lockfile tells what it found. */
export type AddPackage = (name: string, version: string) => void

/** Packages as they are found; where one is there in several versions, all of them, in the order found, joined by `, `. */
export class PackageList {
  readonly #versions = new Map<string, string[]>()

  readonly add: AddPackage = (name, version) => {
    const known = this.#versions.get(name)
    if (known === undefined) {
      if (this.#versions.size < MAX_PACKAGES) this.#versions.set(name, [version])
    } else if (!known.includes(version)) known.push(version)
  }

  get isEmpty(): boolean {
    return this.#versions.size === 0
  }

  /** Sorted by name. */
  get versions(): Record<string, string> {
    const sorted = [...this.#versions].sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(sorted.map(([name, versions]): [string, string] => [name, versions.join(', ')]))
  }
}

/** One spelling for a Python package: `Typing_Extensions` is `typing-extensions` (PEP 503). */
export function pythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}
