import type { JsonObject } from '../value/json.js'
import { parseStep, timestampOf, visitValues } from './record.js'

/** The points of one metric as columns of equal length, in the order in which they count. */
export interface SeriesColumns {
  step: number[]
  /** Milliseconds since 1970; null when the writer did not say. */
  timestamp: (number | null)[]
  value: number[]
}

export function makeColumns(): SeriesColumns {
  return { step: [], timestamp: [], value: [] }
}

/** Gathers the points of one log, record by record. */
export class LogFold {
  readonly series = new Map<string, SeriesColumns>()
  /** Step of the first record; undefined while there is none. */
  firstStep: number | undefined
  lastStep: number
  ignoredCount = 0
  readonly #keys: ReadonlySet<string> | undefined
  #at: number | null = null

  /** `lastStep`: of the attempt before, -1 when there is none. Only metrics in `keys` are kept, when it is given. */
  constructor(lastStep: number, keys: ReadonlySet<string> | undefined) {
    this.lastStep = lastStep
    this.#keys = keys
  }

  add(record: JsonObject): void {
    const step = record['step'] === undefined ? this.lastStep + 1 : parseStep(record['step'])
    if (step === undefined) {
      this.ignoredCount += 1
      return
    }
    this.firstStep ??= step
    this.lastStep = step
    this.#at = timestampOf(record)
    this.ignoredCount += visitValues(record, this.#take)
  }

  readonly #take = (key: string, value: number): void => {
    let columns = this.series.get(key)
    if (columns === undefined) {
      if (this.#keys !== undefined && !this.#keys.has(key)) return
      columns = makeColumns()
      this.series.set(key, columns)
    }
    columns.step.push(this.lastStep)
    columns.timestamp.push(this.#at)
    columns.value.push(value)
  }
}
