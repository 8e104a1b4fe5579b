import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The system calls that change a file system. A program that is killed as it enters one leaves what the calls before it made; killed
 * at any other moment it leaves the same, so that these are all the deaths that there are.
 */
const CHANGES = 'openat,write,pwrite64,ftruncate,mkdir,rename,unlink,rmdir,link,symlink'

/** A moment at which a program can be killed. */
export interface KillPoint {
  readonly call: string
  /** Of the calls of that name by the first thread, from 1. */
  readonly ordinal: number
}

/** Why no program can be killed at its system calls here; undefined where it can. */
export const whyUntraceable = lookForStrace()
if (whyUntraceable !== undefined) process.stderr.write(`kills at system calls are not tried: ${whyUntraceable}\n`)

/** Runs a command under strace; every call of its first thread that changes something below `root`. */
export function killPoints(command: readonly string[], root: string): KillPoint[] {
  const folder = mkdtempSync(join(tmpdir(), 'rundir-trace-'))
  const done = spawnSync('strace', ['-qq', '-y', '-o', `${folder}/trace`, '-e', `trace=${CHANGES}`, ...command])
  if (done.status !== 0) throw new Error(`${command.join(' ')} ended with ${done.status}: ${done.stderr}`)
  const counts = new Map<string, number>()
  const points: KillPoint[] = []
  for (const line of readFileSync(`${folder}/trace`, 'utf8').split('\n')) {
    const call = /^([a-z0-9_]+)\(/.exec(line)?.[1]
    if (call === undefined) continue
    const ordinal = (counts.get(call) ?? 0) + 1
    counts.set(call, ordinal)
    if (line.includes(root) && (call !== 'openat' || line.includes('O_CREAT'))) points.push({ call, ordinal })
  }
  rmSync(folder, { recursive: true })
  return points
}

/** At most so many of the points, evenly and from a random start; all of them in the soak. */
export function chosenOf(points: readonly KillPoint[], most: number): readonly KillPoint[] {
  const stride = process.env['RUNDIR_SOAK'] ? 1 : Math.max(1, Math.ceil(points.length / most))
  const offset = Math.floor(Math.random() * stride)
  return points.filter((_, at) => at % stride === offset)
}

/** Runs a command and kills it as it enters the call; false when it came to its end, for Node makes a few calls more or fewer at times. */
export function killAt({ call, ordinal }: KillPoint, command: readonly string[]): boolean {
  const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${ordinal}`]
  return spawnSync('strace', ['-qq', '-o', '/dev/null', ...inject, ...command]).signal === 'SIGKILL'
}

function lookForStrace(): string | undefined {
  const done = spawnSync('strace', ['-qq', '-o', '/dev/null', '-e', 'inject=fsync:signal=KILL:when=1', 'true'])
  if (done.error !== undefined) return 'strace is not installed'
  return done.status === 0 ? undefined : `strace: ${done.stderr.toString().trim()}`
}
