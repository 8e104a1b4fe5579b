import { spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { temporaryFolder, WorkspaceFolder } from '../kit/workspace-folder.js'

/** Why this machine cannot mount for a test; undefined where it can. */
export function whyNoMount(): string | undefined {
  if (process.getuid?.() !== 0) return 'mounting needs root'
  const probe = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'])
  return probe.status === 0 ? undefined : 'mounting is not allowed here'
}

/** A workspace on a disk of its own of so many bytes, gone when the test ends. */
export function smallDisk(sizeBytes: number, settings = 'project: demo\n'): WorkspaceFolder {
  const root = temporaryFolder()
  mount('-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', root)
  onTestFinished(() => void spawnSync('umount', ['--lazy', root]))
  return new WorkspaceFolder(settings, root)
}

export function mount(...args: string[]): void {
  const done = spawnSync('mount', args, { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`mount ${args.join(' ')}: ${done.stderr}`)
}
