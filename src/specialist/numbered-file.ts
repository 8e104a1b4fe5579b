import { createFileOnce } from '../disk/write.js'

/** Files of one folder that differ in a number only: `<before><NNN><after>`. */
export interface NumberedFiles {
  readonly before: string
  readonly after: string
}

/** A file of such a series. */
export interface NumberedFile {
  readonly name: string
  readonly number: number
}

const MIN_DIGITS = 3
const DIGITS = /^\d{1,15}$/

/** Three digits at least: `001`, `999`, `1000` (spec 1.12, seed 001). */
export function printFileNumber(number: number): string {
  return String(number).padStart(MIN_DIGITS, '0')
}

export function numberedName({ before, after }: NumberedFiles, number: number): string {
  return `${before}${printFileNumber(number)}${after}`
}

/**
 * The number of a file of the series, however many digits it is written with; undefined for any other file.
 * The texts around the number are compared as they are, so that no character of a name means anything.
 */
export function numberOf({ before, after }: NumberedFiles, name: string): number | undefined {
  const digits = name.slice(before.length, name.length - after.length)
  if (name !== `${before}${digits}${after}` || !DIGITS.test(digits)) return undefined
  const number = Number(digits)
  return number === 0 ? undefined : number
}

/** The files of the series among `names`, lowest number first; of two spellings of one number only the printed one counts. */
export function numberedFiles(series: NumberedFiles, names: readonly string[]): NumberedFile[] {
  const found = new Map<number, string>()
  for (const name of names) {
    const number = numberOf(series, name)
    if (number === undefined) continue
    if (!found.has(number) || name === numberedName(series, number)) found.set(number, name)
  }
  return [...found].map(([number, name]) => ({ name, number })).sort((a, b) => a.number - b.number)
}

/** One more than the highest number among `names`, from 1 (spec 1.12). */
export function nextNumber(series: NumberedFiles, names: readonly string[]): number {
  return 1 + (numberedFiles(series, names).at(-1)?.number ?? 0)
}

/**
 * Creates the next file of a series with all of its bytes, durably; whoever else creates one at the same time gets another
 * number, and nothing is ever overwritten. `folder` exists, `names` are its files. Throws DISK_*.
 */
export function createNextFile(
  folder: string,
  series: NumberedFiles,
  names: readonly string[],
  bytes: (number: number) => string,
): NumberedFile {
  for (let number = nextNumber(series, names); ; number++) {
    const name = numberedName(series, number)
    if (createFileOnce(`${folder}/${name}`, bytes(number), 'durable')) return { name, number }
  }
}
