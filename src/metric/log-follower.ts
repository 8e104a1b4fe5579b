import type { JsonObject } from '../value/json.js'
import { listLogs } from './log-name.js'
import { LogScanner } from './log-scanner.js'
import { type MetricPoint, parseStep, timestampOf, visitValues } from './record.js'

const POLL_BYTES = 1024 * 1024

interface Followed {
  readonly scanner: LogScanner
  lastStep: number
}

/**
 * Follows the logs of a run while they grow, new writers included. Lines that are not whole yet wait; damage is passed over.
 * Nothing is held open. Attempts are not stitched and records are not compared: that is `readSeries`.
 */
export class LogFollower {
  readonly #folder: string
  readonly #logs = new Map<string, Followed>()

  /** `folder`: `<run>/metrics`; it may not exist yet. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** New points since the last call, at most about 1 MiB of each log; empty when there is nothing new. */
  poll(): MetricPoint[] {
    const points: MetricPoint[] = []
    let before: { writer: string; lastStep: number } | undefined
    for (const { file, writer } of listLogs(this.#folder)) {
      let followed = this.#logs.get(file)
      if (followed === undefined) {
        const lastStep = before?.writer === writer ? before.lastStep : -1
        followed = { scanner: new LogScanner(`${this.#folder}/${file}`, POLL_BYTES), lastStep }
        this.#logs.set(file, followed)
      }
      followOnce(followed, writer, points)
      before = { writer, lastStep: followed.lastStep }
    }
    return points
  }
}

function followOnce(followed: Followed, writer: string, points: MetricPoint[]): void {
  const takeRecord = (record: JsonObject): void => {
    const step = record['step'] === undefined ? followed.lastStep + 1 : parseStep(record['step'])
    if (step === undefined) return
    followed.lastStep = step
    const timestamp = timestampOf(record)
    visitValues(record, (key, value) => points.push({ key, step, timestamp, value, writer }))
  }
  followed.scanner.readChunk({ takeRecord, takeDamage: () => undefined })
}
