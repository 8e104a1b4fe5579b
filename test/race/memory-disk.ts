import type { ErrorCode } from '../../src/error/codes.js'
import { RundirError } from '../../src/error/rundir-error.js'
import type { AllocationDisk } from '../../src/store/allocation-disk.js'

/** A disk in memory: path → content of a file, or null for a folder. Each call is atomic, as on a real one. */
export class MemoryDisk implements AllocationDisk {
  readonly entries = new Map<string, string | null>()
  readonly #foldsCase: boolean
  /** Folders below which nothing can be written, and why. */
  readonly refusals = new Map<string, ErrorCode>()
  syncs: string[] = []

  constructor(options: { foldsCase: boolean } = { foldsCase: false }) {
    this.#foldsCase = options.foldsCase
  }

  createOnce(path: string, text: string): boolean {
    return this.#add(path, text)
  }

  linkOnce(_: string, path: string, text: string): boolean {
    return this.#add(path, text)
  }

  makeDirectoryOnce(path: string): boolean {
    return this.#add(path, null)
  }

  makeDirectories(path: string): void {
    const parts = path.split('/')
    for (let count = 1; count <= parts.length; count++) this.#add(parts.slice(0, count).join('/'), null)
  }

  checkWritable(path: string): void {
    this.#checkAllowed(path)
  }

  exists(path: string): boolean {
    return this.entries.has(this.#key(path))
  }

  list(path: string): string[] {
    const prefix = `${this.#key(path)}/`
    return [...this.entries.keys()]
      .filter((key) => key.startsWith(prefix) && !key.slice(prefix.length).includes('/'))
      .map((key) => key.slice(prefix.length))
  }

  read(path: string): string | undefined {
    return this.entries.get(this.#key(path)) ?? undefined
  }

  overwriteStart(path: string, text: string): void {
    this.#check(path)
    this.entries.set(this.#key(path), text + (this.read(path) ?? '').slice(text.length))
  }

  sync(paths: readonly string[]): void {
    this.syncs.push(...paths)
  }

  pause(): void {}

  /** `rm -rf`. */
  remove(path: string): void {
    for (const key of [...this.entries.keys()]) {
      if (key === this.#key(path) || key.startsWith(`${this.#key(path)}/`)) this.entries.delete(key)
    }
  }

  #add(path: string, content: string | null): boolean {
    this.#check(path)
    if (this.entries.has(this.#key(path))) return false
    this.entries.set(this.#key(path), content)
    return true
  }

  #checkAllowed(path: string): void {
    for (const [folder, code] of this.refusals) {
      if (path === folder || path.startsWith(`${folder}/`)) throw new RundirError(code, `cannot write ${path}`)
    }
  }

  #check(path: string): void {
    this.#checkAllowed(path)
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    if (parent !== '' && this.entries.get(this.#key(parent)) !== null)
      throw new RundirError('FILE_MISSING', `cannot write ${path}`)
  }

  #key(path: string): string {
    return this.#foldsCase ? path.toLowerCase() : path
  }
}
