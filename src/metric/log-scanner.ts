import { readRange } from '../disk/read.js'
import { isJsonObject, type JsonObject, parseJson } from '../value/json.js'
import { fingerprintLine } from './log-line.js'

/** Takes what stands in a log, in the order of the file. */
export interface LogSink {
  /** A good line at bytes `[from, to)`; `fingerprint` is the checksum of the line. */
  takeRecord(record: JsonObject, fingerprint: number, from: number, to: number): void
  /** A whole line that is no record or has a wrong checksum. */
  takeDamage(from: number, to: number): void
}

const CHUNK_BYTES = 4 * 1024 * 1024
const LONGEST_LINE_BYTES = 64 * 1024 * 1024
const NEWLINE = 10
const COMMA = 44
const OPEN_BRACE = 123
const CLOSE_BRACE = 125

/**
 * Reads the whole lines of a log from where the last call ended, one chunk a call: memory does not grow with the log.
 * A last line without its newline stays unread. Nothing is held open between calls.
 */
export class LogScanner {
  readonly #path: string
  readonly #chunkBytes: number
  #offset = 0
  #tornBytes = 0
  /** Where a line began that is longer than any record can be. */
  #overlongFrom: number | undefined

  constructor(path: string, chunkBytes = CHUNK_BYTES) {
    this.#path = path
    this.#chunkBytes = chunkBytes
  }

  /** Where the first line begins that was not read. */
  get offset(): number {
    return this.#offset
  }

  /** Bytes behind the last newline, as the last call saw them. */
  get tornBytes(): number {
    return this.#tornBytes
  }

  /** Reads the next lines; false when there is no further whole line. */
  readChunk(sink: LogSink): boolean {
    let wantedBytes = this.#chunkBytes
    for (;;) {
      const bytes = readRange(this.#path, this.#offset, wantedBytes)
      const lengthBytes = bytes.lastIndexOf(NEWLINE) + 1
      if (lengthBytes > 0) {
        this.#readLines(bytes.subarray(0, lengthBytes), sink)
        return true
      }
      this.#tornBytes = bytes.length
      if (bytes.length < wantedBytes) return false
      if (wantedBytes < LONGEST_LINE_BYTES) wantedBytes *= 2
      else {
        this.#overlongFrom ??= this.#offset
        this.#offset += bytes.length
      }
    }
  }

  #readLines(bytes: Buffer, sink: LogSink): void {
    const skippedBytes = this.#overlongFrom === undefined ? 0 : bytes.indexOf(NEWLINE) + 1
    if (this.#overlongFrom !== undefined) sink.takeDamage(this.#overlongFrom, this.#offset + skippedBytes)
    this.#overlongFrom = undefined
    const from = this.#offset + skippedBytes
    this.#offset += bytes.length
    if (skippedBytes < bytes.length) parseLines(bytes.subarray(skippedBytes), from, sink)
  }
}

/** One call of the JSON parser for all lines is three times as fast as one for each; it is tried first. */
function parseLines(bytes: Buffer, offset: number, sink: LogSink): void {
  const ends: number[] = []
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) {
    ends.push(end)
    bytes[end] = COMMA
  }
  const together = parseJson(`[${bytes.toString('utf8', 0, bytes.length - 1)}]`)
  const records = Array.isArray(together) && together.length === ends.length ? together : undefined
  let start = 0
  ends.forEach((end, index) => {
    const line = bytes.subarray(start, end)
    const isWhole = line[0] === OPEN_BRACE && line[line.length - 1] === CLOSE_BRACE
    const record = records !== undefined && isWhole ? records[index] : parseJson(line.toString('utf8'))
    const fingerprint = isJsonObject(record) ? fingerprintLine(line, record) : undefined
    if (isJsonObject(record) && fingerprint !== undefined) {
      sink.takeRecord(record, fingerprint, offset + start, offset + end + 1)
    } else if (!isBlank(line)) sink.takeDamage(offset + start, offset + end + 1)
    start = end + 1
  })
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09)
}
