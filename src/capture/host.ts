import { arch, availableParallelism, cpus, hostname, release, totalmem, type, userInfo } from 'node:os'
import { readProcText } from '../disk/process.js'

/** The machine and who uses it. */
export interface HostFacts {
  readonly host: string
  /** The number of the user where the system knows no name for it, as in many containers. */
  readonly user: string
  /** Kind, release and processor family: `Linux 6.1.0-13-amd64 x64`. */
  readonly os: string
  readonly cpu: string
  /** Processors that this process may use. */
  readonly cpuCount: number
  readonly memoryBytes: number
  /** Another one after each start of the machine; `""` where the system has none. */
  readonly bootId: string
}

export function captureHost(): HostFacts {
  return {
    host: hostname(),
    user: userName(),
    os: `${type()} ${release()} ${arch()}`,
    cpu: cpuModel(),
    cpuCount: availableParallelism(),
    memoryBytes: totalmem(),
    bootId: readBootId(),
  }
}

function readBootId(): string {
  return readProcText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
}

function cpuModel(): string {
  const text = readProcText('/proc/cpuinfo')
  const named = text === undefined ? undefined : /^model name\s*:\s*(.+)$/m.exec(text)?.[1]
  return (named ?? cpus()[0]?.model ?? 'unknown').trim()
}

function userName(): string {
  try {
    return userInfo().username
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR')
      return String(process.getuid?.() ?? '')
    throw error
  }
}
