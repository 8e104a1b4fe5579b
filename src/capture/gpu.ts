import { isRundirError } from '../error/rundir-error.js'
import { ask, type Reply } from '../exec/ask.js'
import { checkCommand } from '../exec/find-command.js'

type Environment = Readonly<Record<string, string | undefined>>

export interface GpuFacts {
  /** One entry a GPU: its name, and the version of its driver in brackets. */
  readonly names: string[]
  /** The newest CUDA that the driver can run; null when unknown. */
  readonly cudaVersion: string | null
}

export const GPU_QUESTION = { cwd: '/', timeoutMs: 5000, maxBytes: 1024 * 1024 } as const
const PROGRAM = 'nvidia-smi'

/** The GPUs that `nvidia-smi` tells of; none, without starting anything, where it is not on the `PATH`. */
export function captureGpus(environment: Environment): GpuFacts {
  if (!hasNvidiaSmi(environment)) return { names: [], cudaVersion: null }
  const question = { ...GPU_QUESTION, environment }
  const list = ask([PROGRAM, '--query-gpu=name,driver_version', '--format=csv,noheader'], question)
  const names = splitTable(list).flatMap(([name, driver]) => (name === undefined ? [] : [`${name} (driver ${driver})`]))
  const overview = names.length === 0 ? undefined : ask([PROGRAM], question)
  const cudaVersion = /CUDA Version\s*:\s*(\d+(?:\.\d+)*)/.exec(overview?.stdout.toString('utf8') ?? '')?.[1] ?? null
  return { names, cudaVersion }
}

/** Starting a program that is not there is not free. */
export function hasNvidiaSmi(environment: Environment): boolean {
  try {
    checkCommand(PROGRAM, GPU_QUESTION.cwd, environment['PATH'] ?? '')
    return true
  } catch (error) {
    if (isRundirError(error, 'COMMAND_NOT_FOUND') || isRundirError(error, 'COMMAND_NOT_EXECUTABLE')) return false
    throw error
  }
}

/** Rows and cells of a CSV answer without header; none when the program failed. */
export function splitTable(answer: Reply): string[][] {
  if (answer.status !== 0) return []
  const lines = answer.stdout.toString('utf8').split('\n')
  return lines.filter((line) => line.trim() !== '').map((line) => line.split(',').map((cell) => cell.trim()))
}
