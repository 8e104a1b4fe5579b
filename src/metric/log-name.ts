import { listNames } from '../disk/directory.js'
import { statIfThere } from '../disk/read.js'
import { RundirError } from '../error/rundir-error.js'

/** One live log: `metrics/<writer>.<attempt>.jsonl` (docs/format.md, "The live log"). */
export interface LogName {
  /** Name of the file in the folder `metrics`. */
  readonly file: string
  readonly writer: string
  readonly attempt: number
}

const WRITER = /^[a-z][a-z0-9_-]*$/
const LOG_FILE = /^([a-z][a-z0-9_-]*)\.([1-9][0-9]{0,8})\.jsonl$/

/** Throws NAME_INVALID for a writer that is not `[a-z][a-z0-9_-]*` or an attempt below 1. */
export function makeLogName(writer: string, attempt: number): LogName {
  const file = `${writer}.${attempt}.jsonl`
  if (WRITER.test(writer) && LOG_FILE.test(file)) return { file, writer, attempt }
  throw new RundirError('NAME_INVALID', `"${file}" cannot be the name of a metric log`, {
    hint: 'a writer is lower-case letters, digits, _ and -, beginning with a letter; attempts count from 1',
  })
}

/** The logs of a folder by writer, then by attempt; files with other names are passed over. */
export function listLogs(folder: string): LogName[] {
  return pickLogs(listNames(folder))
}

/** As `listLogs`, from the names of the files in the folder. */
export function pickLogs(names: readonly string[]): LogName[] {
  const logs: LogName[] = []
  for (const file of names) {
    const [, writer, attempt] = LOG_FILE.exec(file) ?? []
    if (writer !== undefined && attempt !== undefined) logs.push({ file, writer, attempt: Number(attempt) })
  }
  return logs.sort((a, b) => (a.writer < b.writer ? -1 : a.writer > b.writer ? 1 : a.attempt - b.attempt))
}

/** Size in bytes of each log of a folder, by the name of the file. */
export type LogSizes = Readonly<Record<string, number>>

export function measureLogs(folder: string): LogSizes {
  const sizes = listLogs(folder).map(({ file }) => [file, statIfThere(`${folder}/${file}`)?.sizeBytes ?? 0] as const)
  return Object.fromEntries(sizes)
}
