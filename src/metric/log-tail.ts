import { readRange, statIfThere } from '../disk/read.js'
import type { JsonObject } from '../value/json.js'
import { parseLine } from './log-line.js'
import { type LogName, listLogs } from './log-name.js'
import { LogScanner } from './log-scanner.js'
import { isSeq, parseStep } from './record.js'

/** Whether a log has one writer, which counts its records, or processes that each append a line now and then. */
export type Sharing = 'sole' | 'shared'

/** Where a writer goes on. */
export interface LogTail {
  /** The last `_seq`, 0 when there is none. */
  readonly seq: number
  /** The last step, -1 when there is none. */
  readonly step: number
  /** Whether the file ends in the middle of a line. */
  readonly isTorn: boolean
}

const TAIL_BYTES = 64 * 1024
const NEWLINE = 10

/**
 * Where `log` goes on: at its own last record or, while it has none, at the last step of the attempt before it.
 * Reads 64 KiB of a log that rundir wrote, all of one that it did not.
 */
export function findTail(folder: string, log: LogName, sharing: Sharing): LogTail {
  const path = `${folder}/${log.file}`
  const sizeBytes = statIfThere(path)?.sizeBytes ?? 0
  const tail = sizeBytes === 0 ? NOTHING : (lookAtEnd(path, sizeBytes, sharing) ?? scanWhole(path))
  if (tail.step >= 0 || log.attempt === 1) return tail
  const before = listLogs(folder).findLast((other) => other.writer === log.writer && other.attempt < log.attempt)
  return before === undefined ? tail : { ...tail, step: findTail(folder, before, sharing).step }
}

const NOTHING: LogTail = { seq: 0, step: -1, isTorn: false }

/** The tail, when the last record alone says all of it. A torn line that is a whole record counts: it lacks its newline only. */
function lookAtEnd(path: string, sizeBytes: number, sharing: Sharing): LogTail | undefined {
  const bytes = readRange(path, Math.max(0, sizeBytes - TAIL_BYTES), Math.min(sizeBytes, TAIL_BYTES))
  const end = bytes.lastIndexOf(NEWLINE)
  const isTorn = end !== bytes.length - 1
  const record = (isTorn ? parseLine(bytes.subarray(end + 1)) : undefined) ?? parseLine(lineBefore(bytes, end))
  const { _seq: seq, step } = record ?? {}
  const lastStep = parseStep(step)
  if (lastStep === undefined || (sharing === 'sole' && !isSeq(seq))) return undefined
  return { seq: isSeq(seq) ? seq : 0, step: lastStep, isTorn }
}

function lineBefore(bytes: Buffer, end: number): Buffer {
  const start = end > 0 ? bytes.lastIndexOf(NEWLINE, end - 1) + 1 : 0
  return bytes.subarray(start, Math.max(end, 0))
}

function scanWhole(path: string): LogTail {
  const tail = { seq: 0, step: -1, isTorn: false }
  const take = (record: JsonObject): void => {
    if (isSeq(record['_seq'])) tail.seq = Math.max(tail.seq, record['_seq'])
    tail.step = record['step'] === undefined ? tail.step + 1 : (parseStep(record['step']) ?? tail.step)
  }
  const scanner = new LogScanner(path)
  while (scanner.readChunk({ takeRecord: take, takeDamage: () => undefined }));
  const unfinished = scanner.tornBytes === 0 ? undefined : parseLine(readRange(path, scanner.offset, scanner.tornBytes))
  if (unfinished !== undefined) take(unfinished)
  return { ...tail, isTorn: scanner.tornBytes > 0 }
}
