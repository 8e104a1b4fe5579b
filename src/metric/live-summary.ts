import { readRange, statIfThere } from '../disk/read.js'
import { type NumberText, printNumber } from '../value/json.js'
import { parseLine } from './log-line.js'
import { listLogs } from './log-name.js'
import { visitValues } from './record.js'

const TAIL_BYTES = 64 * 1024
const NEWLINE = 10

/**
 * Last values of the metrics in the ends of a run's logs: what a list shows of a run that is not sealed. Its cost does not
 * grow with the logs; a metric that was not logged in the last 64 KiB of its log is missing. `folder`: `<run>/metrics`.
 */
export function readLiveSummary(folder: string): Record<string, number | NumberText> {
  const summary: Record<string, number | NumberText> = {}
  for (const { file, writer } of listLogs(folder)) {
    if (writer === 'system') continue
    for (const line of lastLines(`${folder}/${file}`)) {
      const record = parseLine(line)
      if (record === undefined) continue
      visitValues(record, (key, value) => {
        summary[key] = printNumber(value)
      })
    }
  }
  return summary
}

/** Whole lines in the last bytes of a file, without their newlines. */
function lastLines(path: string): Buffer[] {
  const sizeBytes = statIfThere(path)?.sizeBytes ?? 0
  const from = Math.max(0, sizeBytes - TAIL_BYTES)
  const bytes = readRange(path, from, sizeBytes - from)
  const lines: Buffer[] = []
  let start = from === 0 ? 0 : bytes.indexOf(NEWLINE) + 1
  for (let end = bytes.indexOf(NEWLINE, start); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, end))
    start = end + 1
  }
  return lines
}
