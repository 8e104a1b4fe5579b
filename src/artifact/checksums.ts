import { setImmediate } from 'node:timers/promises'
import { digestText, FileDigest } from '../disk/digest.js'
import { walkFiles } from '../disk/directory.js'
import { replaceFile } from '../disk/write.js'

export const CHECKSUM_FILE = 'artifacts.sha256'

/** What the sealed manifest says of a run's files (docs/format.md). */
export interface Seal {
  readonly files: number
  readonly bytes: number
  /** SHA-256 of `artifacts.sha256` itself. */
  readonly sha256: string
}

/** Between two looks at the rest of the program: about 20 ms of hashing. */
const BYTES_A_TURN = 16 * 1024 * 1024

/**
 * Writes `artifacts.sha256` for everything that the run made. The caller's event loop keeps turning, and `onProgress` is
 * told the bytes done so far. Throws DISK_*.
 */
export async function writeChecksums(runDir: string, onProgress: (bytes: number) => void): Promise<Seal> {
  const lines: string[] = []
  let bytes = 0
  for (const path of walkFiles(runDir).filter(isVouchedFor)) {
    const digest = new FileDigest(`${runDir}/${path}`)
    while (!digest.advance(BYTES_A_TURN)) {
      onProgress(bytes + digest.bytesRead)
      await setImmediate()
    }
    bytes += digest.bytesRead
    lines.push(checksumLine(digest.hex, path))
  }
  const text = lines.join('')
  replaceFile(`${runDir}/${CHECKSUM_FILE}`, text, 'durable')
  return { files: lines.length, bytes, sha256: digestText(text) }
}

const NOT_VOUCHED_FOR: ReadonlySet<string> = new Set(['run_manifest.json', CHECKSUM_FILE, '.reserve'])

/** Whether `artifacts.sha256` lists a file of a run. */
export function isVouchedFor(path: string): boolean {
  return !NOT_VOUCHED_FOR.has(path) && !path.startsWith('attempts/')
}

/** One line as `sha256sum` prints it: a name with a backslash or a newline is escaped and the line marked. */
export function checksumLine(sha256: string, path: string): string {
  const escaped = path.replace(
    /[\\\n\r]/g,
    (character) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r' })[character] ?? '',
  )
  return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`
}

/** One line of `artifacts.sha256`. */
export interface Checksum {
  readonly sha256: string
  /** Relative to the run. */
  readonly path: string
}

const LINE = /^(\\?)([0-9a-f]{64}) [ *](.+)$/s

/** Inverse of `checksumLine` for a whole file; undefined when a line is none, or the last one is cut off. */
export function parseChecksums(text: string): Checksum[] | undefined {
  if (text !== '' && !text.endsWith('\n')) return undefined
  const checksums: Checksum[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    const [, mark, sha256, written = ''] = LINE.exec(line) ?? []
    if (sha256 === undefined) return undefined
    checksums.push({ sha256, path: mark === '' ? written : unescapePath(written) })
  }
  return checksums
}

function unescapePath(written: string): string {
  return written.replace(/\\([\\nr])/g, (_, letter: string) => ({ n: '\n', r: '\r' })[letter] ?? '\\')
}
