import * as fs from 'node:fs'
import { diskError, errnoOf } from './disk-error.js'

/** What the kernel says of a process in `/proc/<pid>/stat`. */
export interface ProcessFacts {
  readonly pid: number
  /** It has ended, and nobody has waited for it yet (`Z` and `X`). */
  readonly isEnded: boolean
  readonly parent: number
  readonly group: number
  /** Processor time of the process and of its children that were waited for, in clock ticks. */
  readonly ticks: number
  /** Field 22: clock ticks since boot at its start. */
  readonly started: string
}

/** Parses a line of `/proc/<pid>/stat`; undefined for anything else. The name may hold any byte, so all counts from the last `)`. */
export function parseProcessStat(text: string): ProcessFacts | undefined {
  const pid = Number.parseInt(text, 10)
  const end = text.lastIndexOf(')')
  if (!Number.isInteger(pid) || end < 0) return undefined
  // Field 3, the state, comes first here.
  const fields = text
    .slice(end + 1)
    .trim()
    .split(' ')
  const [state, parent, group] = fields
  const started = fields[19]
  if (state === undefined || started === undefined || !/^\d+$/.test(started)) return undefined
  let ticks = 0
  for (const field of fields.slice(11, 15)) ticks += Number(field)
  return { pid, isEnded: state === 'Z' || state === 'X', parent: Number(parent), group: Number(group), ticks, started }
}

/** Facts of a process; undefined when it is gone, or hidden, or where there is no `/proc`. */
export function readProcess(pid: number): ProcessFacts | undefined {
  const text = readProcText(`/proc/${pid}/stat`)
  return text === undefined ? undefined : parseProcessStat(text)
}

/** All processes that this one may see; none where there is no `/proc`. */
export function listProcesses(): ProcessFacts[] {
  const found: ProcessFacts[] = []
  for (const name of listProc()) {
    const facts = /^\d+$/.test(name) ? readProcess(Number(name)) : undefined
    if (facts !== undefined) found.push(facts)
  }
  return found
}

/** Resident memory of a process; 0 when it is gone. Pages that processes share count for each of them. */
export function processMemoryBytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProcText(`/proc/${pid}/status`) ?? '')?.[1]
  return Number(kibibytes ?? 0) * 1024
}

/** When a process started, as text to compare (field 22 of its stat); `""` when it is gone or where there is no `/proc`. */
export function processStarted(pid: number): string {
  return readProcess(pid)?.started ?? ''
}

/**
 * Whether the process that was given this number at `started` still runs: a zombie has ended, and a younger process with
 * the same number is another one. Where nothing is known of starts, a process with that number is taken for it.
 */
export function isProcessAlive(pid: number, started: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  const facts = readProcess(pid)
  if (facts === undefined) return answersSignal(pid)
  if (facts.isEnded) return false
  return started === '' || facts.started === started
}

/** Whether a process that this one may look into was started with that variable; false where there is no `/proc`. */
export function hasProcessWith(name: string, value: string): boolean {
  const entry = `\0${name}=${value}\0`
  return listProc().some((pid) => {
    if (!/^\d+$/.test(pid)) return false
    const environment = readProcText(`/proc/${pid}/environ`)
    return (
      environment !== undefined && `\0${environment}`.includes(entry) && readProcess(Number(pid))?.isEnded === false
    )
  })
}

/** `/proc` may be missing, or hide the processes of other users. */
function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'EPERM') return true
    if (errno === 'ESRCH') return false
    throw error
  }
}

/** The text of a file of the kernel; undefined when it is not there, or its process went while it was read. */
export function readProcText(path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'latin1')
  } catch (error) {
    // EPERM where /proc is mounted with hidepid and the process is another user's.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return undefined
    throw diskError(error, 'read', path)
  }
}

function listProc(): string[] {
  try {
    return fs.readdirSync('/proc')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw diskError(error, 'list', '/proc')
  }
}
