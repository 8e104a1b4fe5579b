import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const LOOP = ['mount', '-o', 'loop']

/** Kinds of file system that a test can mount for itself: how each is made in an image, and how it is mounted. */
const KINDS = {
  ext4: { make: ['mkfs.ext4', '-q', '-F'], mount: LOOP },
  xfs: { make: ['mkfs.xfs', '-q', '-f'], mount: LOOP },
  vfat: { make: ['mkfs.vfat'], mount: LOOP },
  fusefat: { make: ['mkfs.vfat'], mount: ['fusefat', '-o', 'rw+'] },
} as const
export type MountKind = keyof typeof KINDS

const IMAGE_BYTES = 320 * 1024 * 1024

/** A file system in a sparse file. */
export class LoopMount {
  readonly root: string
  readonly #folder: string
  readonly #image: string

  private constructor(folder: string) {
    this.#folder = folder
    this.#image = join(folder, 'image')
    this.root = join(folder, 'mounted')
  }

  /** The mounted file system, or why this machine cannot have it. */
  static open(kind: MountKind): LoopMount | string {
    if (process.getuid?.() !== 0) return 'mounting needs root'
    const mounted = new LoopMount(mkdtempSync(join(tmpdir(), 'rundir-mount-')))
    writeFileSync(mounted.#image, '')
    truncateSync(mounted.#image, IMAGE_BYTES)
    mkdirSync(mounted.root)
    const { make, mount } = KINDS[kind]
    const why = firstFailure([...make, mounted.#image], [...mount, mounted.#image, mounted.root])
    if (why === undefined) return mounted
    rmSync(mounted.#folder, { recursive: true })
    return why
  }

  /** Drops everything that was not synced, as a power cut does, and mounts again. Why not, where that cannot be had. */
  cutPower(): string | undefined {
    return firstFailure(
      ['xfs_io', '-x', '-c', 'shutdown', this.root],
      ['umount', this.root],
      [...LOOP, this.#image, this.root],
    )
  }

  close(): void {
    spawnSync('umount', [this.root])
    rmSync(this.#folder, { recursive: true })
  }
}

/** Runs commands up to the first that fails; what it said. */
function firstFailure(...commands: string[][]): string | undefined {
  for (const [command, ...flags] of commands) {
    const result = spawnSync(command ?? '', flags, { encoding: 'utf8' })
    if (result.error !== undefined) return `${command} is not installed`
    if (result.status !== 0) return `${command}: ${result.stderr.trim().split('\n')[0] ?? ''}`
  }
  return undefined
}
