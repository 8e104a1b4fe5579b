import { askLater } from '../exec/ask.js'
import { GPU_QUESTION, hasNvidiaSmi, splitTable } from './gpu.js'

const MEBIBYTE = 1024 * 1024
const COMMAND = [
  'nvidia-smi',
  '--query-gpu=index,utilization.gpu,memory.used',
  '--format=csv,noheader,nounits',
] as const

/** The latest figures of the GPUs; a question is under way at most once, and nobody waits for it. */
export class GpuUsage {
  readonly #environment: Readonly<Record<string, string | undefined>>
  readonly #present: boolean
  #asking = false
  #latest: Record<string, number> = {}

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment
    this.#present = environment['PATH'] !== undefined && hasNvidiaSmi(environment)
    this.#ask()
  }

  /** What the last answer said, once; empty when there is none that is new. */
  sample(): Record<string, number> {
    const latest = this.#latest
    this.#latest = {}
    this.#ask()
    return latest
  }

  #ask(): void {
    if (!this.#present || this.#asking) return
    this.#asking = true
    void askLater(COMMAND, { ...GPU_QUESTION, environment: this.#environment }).then((answer) => {
      this.#asking = false
      this.#latest = readFigures(splitTable(answer))
    })
  }
}

/** Figures that a GPU does not have (`[N/A]`) are left out. */
function readFigures(rows: readonly string[][]): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const [index, busy, usedMebibytes] of rows) {
    if (index === undefined || !/^\d+$/.test(index)) continue
    if (isNumber(busy)) figures[`system/gpu${index}_percent`] = Number(busy)
    if (isNumber(usedMebibytes)) figures[`system/gpu${index}_memory_bytes`] = Number(usedMebibytes) * MEBIBYTE
  }
  return figures
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text)
}
