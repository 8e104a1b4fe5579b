import { readRange } from '../disk/read.js'
import type { JsonObject } from '../value/json.js'
import { LogFold } from './log-fold.js'
import type { LogName } from './log-name.js'
import { LogScanner, type LogSink } from './log-scanner.js'
import { isSeq } from './record.js'

/** A place in a log that is not as it was written. The rest of the log is read all the same. */
export interface LogDamage {
  /** Name of the file in the folder `metrics`. */
  readonly file: string
  /** `line`: no record, or a wrong checksum. `conflict`: a `_seq` for the second time with other bytes; both are read. */
  readonly kind: 'line' | 'conflict'
  /** Bytes `[from, to)` of the file. */
  readonly from: number
  readonly to: number
}

const LONGEST_WRONG_LINE_BYTES = 1024 * 1024

/** A place of damage in a sentence's end. */
export function describeDamage({ kind, from, to }: LogDamage): string {
  return `bytes ${from} to ${to}: ${kind === 'line' ? 'not a record' : 'a record that stands there twice, differently'}`
}

/** How much damage there is, and where it begins: what is kept of it. */
export interface DamageReport {
  readonly count: number
  readonly places: readonly LogDamage[]
}

const MOST_PLACES = 20

export function reportDamage(damage: readonly LogDamage[]): DamageReport {
  return { count: damage.length, places: damage.slice(0, MOST_PLACES) }
}

/** One log, read. */
export interface LogReading {
  readonly log: LogName
  readonly fold: LogFold
  readonly damage: readonly LogDamage[]
}

/** What a reader needs to know before it starts. */
export interface ReadingOrder {
  /** Last step of the attempt before, -1 when there is none. */
  readonly lastStep: number
  readonly keys: ReadonlySet<string> | undefined
}

/**
 * Reads one log: a torn tail is dropped, a record that stands there twice counts once, records count in the order of `_seq`.
 * Memory is that of the points, except for a log whose records are out of order.
 */
export function readLog(folder: string, log: LogName, order: ReadingOrder): LogReading {
  const path = `${folder}/${log.file}`
  const fold = new LogFold(order.lastStep, order.keys)
  const sorter = new SequenceSink(log.file, (record) => fold.add(record))
  scan(path, sorter)
  if (sorter.isInOrder) return { log, fold, damage: sorter.damage }
  return { log, fold: foldSorted(path, log, order), damage: sorter.damage }
}

/** Two copies of a log that were put together, or a file that was written by hand. */
function foldSorted(path: string, log: LogName, order: ReadingOrder): LogFold {
  const records: { seq: number; record: JsonObject }[] = []
  let seq = 0
  scan(
    path,
    new SequenceSink(log.file, (record) => {
      if (isSeq(record['_seq'])) seq = record['_seq']
      records.push({ seq, record })
    }),
  )
  const fold = new LogFold(order.lastStep, order.keys)
  for (const { record } of records.sort((a, b) => a.seq - b.seq)) fold.add(record)
  return fold
}

function scan(path: string, sink: SequenceSink): void {
  const scanner = new LogScanner(path)
  while (scanner.readChunk(sink));
  const last = sink.damage.at(-1)
  const isLast = scanner.tornBytes === 0 && last?.kind === 'line' && last.to === scanner.offset
  if (isLast && isTorn(path, last)) sink.damage.pop()
}

/** Whether a bad last line is one that was cut off, not one that somebody wrote whole and wrong. */
function isTorn(path: string, { from, to }: LogDamage): boolean {
  if (to - from > LONGEST_WRONG_LINE_BYTES) return true
  const text = readRange(path, from, to - from)
    .toString('latin1')
    .trim()
  return !text.startsWith('{') || !text.endsWith('}') || text.includes('"_crc"')
}

/** Passes each record on once. */
class SequenceSink implements LogSink {
  readonly damage: LogDamage[] = []
  isInOrder = true
  readonly #file: string
  readonly #pass: (record: JsonObject) => void
  /** Checksum of the line by its `_seq`. */
  readonly #seen: number[] = []
  #highest = 0

  constructor(file: string, pass: (record: JsonObject) => void) {
    this.#file = file
    this.#pass = pass
  }

  takeRecord(record: JsonObject, fingerprint: number, from: number, to: number): void {
    const seq = record['_seq']
    if (isSeq(seq)) {
      const before = this.#seen[seq]
      if (before === fingerprint) return
      if (before === undefined) this.#seen[seq] = fingerprint
      else this.damage.push({ file: this.#file, kind: 'conflict', from, to })
      if (seq < this.#highest) this.isInOrder = false
      else this.#highest = seq
    }
    this.#pass(record)
  }

  takeDamage(from: number, to: number): void {
    this.damage.push({ file: this.#file, kind: 'line', from, to })
  }
}
