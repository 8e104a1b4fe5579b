import type { ErrorCode } from '../../src/error/codes.js'
import { RundirError } from '../../src/error/rundir-error.js'
import type { AllocationDisk, FolderState, InPlace } from '../../src/store/allocation-disk.js'

/** A disk in memory: path → a file, or null for a folder. Each call is atomic, as on a real one. */
export class MemoryDisk implements AllocationDisk {
  readonly entries = new Map<string, { text: string } | null>()
  readonly #foldsCase: boolean
  readonly #folders = new Map<string, { readonly names: Set<string>; changes: number; folders: number }>()
  /** Folders below which nothing can be written, and why. */
  readonly refusals = new Map<string, ErrorCode>()
  syncs: string[] = []

  readonly #counts: boolean
  #names = 0
  #verdicts = 0

  constructor({ foldsCase = false, counts = true }: { foldsCase?: boolean; counts?: boolean } = {}) {
    this.#foldsCase = foldsCase
    this.#counts = counts
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

  isDirectory(path: string): boolean {
    return this.entries.get(this.#key(path)) === null
  }

  folderState(path: string): FolderState | undefined {
    const folder = this.#folders.get(this.#key(path))
    if (folder === undefined) return undefined
    return { version: `${folder.changes}`, folders: this.#counts ? folder.folders : undefined }
  }

  list(path: string): string[] {
    return [...(this.#folders.get(this.#key(path))?.names ?? [])]
  }

  read(path: string): string | undefined {
    return this.entries.get(this.#key(path))?.text
  }

  openInPlace(path: string): InPlace {
    this.#add(path, '')
    const file = this.entries.get(this.#key(path))
    if (file === null || file === undefined) throw new RundirError('DISK_FAILED', `cannot open ${path}`)
    return {
      text: file.text,
      overwrite(text) {
        file.text = text + file.text.slice(text.length)
      },
      close() {},
    }
  }

  rename(from: string, to: string): boolean {
    const file = this.entries.get(this.#key(from))
    if (file === undefined || file === null) return false
    this.#check(to)
    this.remove(to)
    this.remove(from)
    this.#add(to, '')
    // Who has it open writes to the same file.
    this.entries.set(this.#key(to), file)
    return true
  }

  removeFile(path: string): void {
    this.#checkAllowed(path)
    this.remove(path)
  }

  ownName(): string {
    return `${this.#names++}`
  }

  /** Right or wrong: names must be unique whoever is taken for dead. */
  isEnded(): boolean {
    return this.#verdicts++ % 3 === 2
  }

  sync(paths: readonly string[]): void {
    this.syncs.push(...paths)
  }

  pause(): void {}

  /** Puts a file there, whatever was. */
  write(path: string, text: string): void {
    const file = this.#add(path, text) ? undefined : this.entries.get(this.#key(path))
    if (file !== undefined && file !== null) file.text = text
  }

  /** `rm -rf`. */
  remove(path: string): void {
    if (!this.exists(path)) return
    for (const name of this.list(path)) this.remove(`${path}/${name}`)
    const key = this.#key(path)
    const folder = this.#folders.get(parentOf(key))
    if (folder !== undefined) {
      folder.names.delete(key.slice(key.lastIndexOf('/') + 1))
      folder.changes++
      if (this.isDirectory(path)) folder.folders--
    }
    this.entries.delete(key)
    this.#folders.delete(key)
  }

  #add(path: string, text: string | null): boolean {
    this.#check(path)
    const key = this.#key(path)
    if (this.entries.has(key)) return false
    this.entries.set(key, text === null ? null : { text })
    if (text === null) this.#folders.set(key, { names: new Set(), changes: 0, folders: 0 })
    const folder = this.#folders.get(parentOf(key))
    if (folder === undefined) return true
    folder.names.add(key.slice(key.lastIndexOf('/') + 1))
    folder.changes++
    if (text === null) folder.folders++
    return true
  }

  #checkAllowed(path: string): void {
    for (const [folder, code] of this.refusals) {
      if (path === folder || path.startsWith(`${folder}/`)) throw new RundirError(code, `cannot write ${path}`)
    }
  }

  #check(path: string): void {
    this.#checkAllowed(path)
    const parent = parentOf(path)
    if (parent !== '' && this.entries.get(this.#key(parent)) !== null)
      throw new RundirError('FILE_MISSING', `cannot write ${path}`)
  }

  #key(path: string): string {
    return this.#foldsCase ? path.toLowerCase() : path
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
