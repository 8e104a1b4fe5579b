import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A throw-away folder with a workspace file, gone when the test ends. */
export class WorkspaceFolder {
  readonly root: string

  /** `settings` is the text of `rundir.yaml`; null for a folder that nobody made a workspace. */
  constructor(settings: string | null = 'project: demo\n', root = temporaryFolder()) {
    this.root = root
    if (settings !== null) this.write('rundir.yaml', settings)
  }

  path(path: string): string {
    return join(this.root, path)
  }

  write(path: string, content: string | Uint8Array): void {
    fs.mkdirSync(dirname(this.path(path)), { recursive: true })
    fs.writeFileSync(this.path(path), content)
  }

  read(path: string): string {
    return fs.readFileSync(this.path(path), 'utf8')
  }

  json(path: string) {
    return JSON.parse(this.read(path))
  }

  has(path: string): boolean {
    return fs.existsSync(this.path(path))
  }

  /** Paths of all regular files below a folder, relative to it, sorted. */
  files(path = '.'): string[] {
    if (!this.has(path)) return []
    return fs
      .readdirSync(this.path(path), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.path(path).length + 1))
      .sort()
  }
}

/** An empty folder below the system's place for such, gone when the test ends. */
export function temporaryFolder(place = tmpdir()): string {
  const root = fs.realpathSync(fs.mkdtempSync(join(place, 'rundir-test-')))
  onTestFinished(() => fs.rmSync(root, { recursive: true, force: true }))
  return root
}

const MEMORY_DISK = '/dev/shm'

/** As `temporaryFolder`, in memory where the system has such a disk: for tests of thousands of files that ask nothing of a real one. */
export function quickFolder(): string {
  return temporaryFolder(fs.existsSync(MEMORY_DISK) ? MEMORY_DISK : undefined)
}
