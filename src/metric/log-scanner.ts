import { readRange, statIfThere } from '../disk/read.js'
import { isJsonObject, type JsonObject, parseJson } from '../value/json.js'
import { fingerprintLine, parseLineJson } from './log-line.js'

/** Takes what stands in a log, in the order of the file. */
export interface LogSink {
  /** A good line at bytes `[from, to)`; `fingerprint` is the checksum of the line. */
  takeRecord(record: JsonObject, fingerprint: number, from: number, to: number): void
  /** A whole line that is no record or has a wrong checksum. */
  takeDamage(from: number, to: number): void
}

/** Small enough that the parsed lines die young. */
const CHUNK_BYTES = 128 * 1024
const LONGEST_LINE_BYTES = 64 * 1024 * 1024
const NOTHING = Buffer.alloc(0)
const NEWLINE = 10
const COMMA = 44

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
    const sizeBytes = statIfThere(this.#path)?.sizeBytes ?? 0
    let wantedBytes = this.#chunkBytes
    for (;;) {
      const leftBytes = Math.max(0, sizeBytes - this.#offset)
      const bytes = leftBytes === 0 ? NOTHING : readRange(this.#path, this.#offset, Math.min(wantedBytes, leftBytes))
      const lengthBytes = bytes.lastIndexOf(NEWLINE) + 1
      if (lengthBytes > 0) {
        this.#readLines(bytes.subarray(0, lengthBytes), sink)
        return true
      }
      this.#tornBytes = bytes.length
      if (wantedBytes >= leftBytes) return false
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

function parseLines(bytes: Buffer, offset: number, sink: LogSink): void {
  const ends: number[] = []
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) ends.push(end)
  const together = parseTogether(bytes, ends)
  let start = 0
  ends.forEach((end, index) => {
    const line = bytes.subarray(start, end)
    const sealed = together?.[index]
    // Two broken lines can look whole when they stand side by side: only its own checksum makes a line of many trusted.
    const fingerprint = sealed?.['_crc'] === undefined ? undefined : fingerprintLine(line, sealed)
    if (sealed !== undefined && fingerprint !== undefined) {
      sink.takeRecord(sealed, fingerprint, offset + start, offset + end + 1)
    } else parseAlone(line, offset + start, sink)
    start = end + 1
  })
}

/** One call of the JSON parser for all lines is three times as fast as one for each. Undefined when that cannot be done. */
function parseTogether(bytes: Buffer, ends: readonly number[]): JsonObject[] | undefined {
  const [firstEnd = 0] = ends
  if (!bytes.subarray(0, firstEnd).includes('"_crc"')) return undefined
  for (const end of ends) bytes[end] = COMMA
  const records = parseJson(`[${bytes.toString('utf8', 0, bytes.length - 1)}]`)
  return Array.isArray(records) && records.length === ends.length && records.every(isJsonObject) ? records : undefined
}

function parseAlone(line: Buffer, from: number, sink: LogSink): void {
  const to = from + line.length + 1
  const record = parseLineJson(line)
  const fingerprint = isJsonObject(record) ? fingerprintLine(line, record) : undefined
  if (isJsonObject(record) && fingerprint !== undefined) sink.takeRecord(record, fingerprint, from, to)
  else if (!isBlank(line)) sink.takeDamage(from, to)
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09)
}
