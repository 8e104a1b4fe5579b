import { crc32 } from 'node:zlib'
import { isJsonObject, type Json, type JsonObject, parseJson } from '../value/json.js'

/** What stands behind the bytes that the checksum covers: `,"_crc":"1a2b3c4d"}`. */
const SEAL_BYTES = 19
const SEAL_START = ',"_crc"'
const CRC_DIGITS = 8

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Ends a record: `open` is its JSON without the last brace. Returns the line with `_crc` and newline. */
export function sealLine(open: string): string {
  const crc = crc32(open)
  return `${open},"_crc":"${HEX[crc >>> 24]}${HEX[(crc >>> 16) & 255]}${HEX[(crc >>> 8) & 255]}${HEX[crc & 255]}"}\n`
}

/**
 * The checksum of a line (without its newline): what `_crc` says when it is right, the checksum of the whole line when
 * there is none; undefined when `_crc` is wrong. Records with equal `_seq` are told apart by it.
 */
export function fingerprintLine(line: Buffer, record: JsonObject): number | undefined {
  const claimed = record['_crc']
  if (claimed === undefined) return crc32(line)
  if (typeof claimed !== 'string' || claimed.length !== CRC_DIGITS) return undefined
  const end = endOfSealed(line)
  const crc = end < 0 ? undefined : crc32(line.subarray(0, end))
  return crc === Number.parseInt(claimed, 16) ? crc : undefined
}

/** What begins and ends texts, and numbers that JSON has not. Nothing is repeated in it: a hostile line costs no stack. */
const MARK = /\\.|"|-?Infinity|NaN/gs
/** No record of metrics that somebody else printed is longer; a hostile line is soon passed over. */
const LONGEST_LENIENT_BYTES = 1024 * 1024

/**
 * The JSON in one line; undefined when it is none. NaN and Infinity may stand there without quotes, as Python's `json` and
 * JavaScript-like encoders print them. Strict lines cost nothing more.
 */
export function parseLineJson(line: Buffer): Json | undefined {
  const text = line.toString('utf8')
  const strict = parseJson(text)
  if (strict !== undefined || text.length > LONGEST_LENIENT_BYTES || !/NaN|Infinity/.test(text)) return strict
  let isInText = false
  const quoted = text.replace(MARK, (mark) => {
    if (mark === '"') isInText = !isInText
    return mark === '"' || isInText || mark.startsWith('\\') ? mark : `"${mark}"`
  })
  return parseJson(quoted)
}

/** The record in one line (without its newline); undefined when the line is torn or damaged. */
export function parseLine(line: Buffer): JsonObject | undefined {
  const record = parseLineJson(line)
  return isJsonObject(record) && fingerprintLine(line, record) !== undefined ? record : undefined
}

/** Where `,"_crc"` begins. Other programs may set spaces or further keys behind it. */
function endOfSealed(line: Buffer): number {
  const usual = line.length - SEAL_BYTES
  const isUsual =
    line[usual] === 0x2c && line[usual + 1] === 0x22 && line[usual + 2] === 0x5f && line[usual + 3] === 0x63
  return isUsual ? usual : line.lastIndexOf(SEAL_START)
}
