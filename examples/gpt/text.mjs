/** Finds the text to learn from: documents of the folder around the program, or the prose that comes with it. */

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A folder with less text than this is passed over on the way up. */
const ENOUGH_BYTES = 8192
const BUNDLED = fileURLToPath(new URL('text/sample.txt', import.meta.url))

/**
 * The text of the first folder whose files match `patterns` and hold at least 8 KiB, in order of their paths: `start`, the
 * folders above it up to the root of its repository, then the same from this program; else the bundled text.
 * `sha256` tells two texts apart.
 * @returns {{ bytes: Buffer, origin: string, fileCount: number, sha256: string }}
 */
export function findText(patterns, start) {
  for (const folder of [...foldersToRoot(start), ...foldersToRoot(dirname(BUNDLED))]) {
    const paths = [...new Set(patterns.flatMap((pattern) => matches(folder, pattern.split('/'))))].sort()
    const bytes = Buffer.concat(paths.flatMap((path) => [readFileSync(join(folder, path)), Buffer.from('\n\n')]))
    if (bytes.length >= ENOUGH_BYTES) return describe(bytes, folder, paths.length)
  }
  return describe(readFileSync(BUNDLED), BUNDLED, 1)
}

/** `start` and the folders above it, as far as the root of a git repository; outside of one, `start` alone. */
function foldersToRoot(start) {
  const folders = []
  for (let folder = start; ; folder = dirname(folder)) {
    folders.push(folder)
    if (existsSync(join(folder, '.git'))) return folders
    if (dirname(folder) === folder) return [start]
  }
}

function describe(bytes, origin, fileCount) {
  return { bytes, origin, fileCount, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** Relative paths below `folder` that match a pattern, given as its segments; `*` is any part of one segment. */
function matches(folder, [segment, ...rest]) {
  const parts = segment.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const wanted = new RegExp(`^${parts.join('[^/]*')}$`)
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => wanted.test(entry.name) && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .flatMap((entry) => {
      if (rest.length === 0) return entry.isFile() ? [entry.name] : []
      return entry.isDirectory() ? matches(join(folder, entry.name), rest).map((path) => `${entry.name}/${path}`) : []
    })
}

/**
 * Question and answer for each heading that is followed by a paragraph.
 * @returns {{ prompt: string, answer: string }[]} such as `{ prompt: 'Q: Durability\nA: ', answer: 'A line …\n' }`
 */
export function findPairs(text) {
  const pairs = []
  for (const [, heading, paragraph] of text.matchAll(/^#{1,4} +(.+)\n+((?:[A-Za-z][^\n]*\n?)+)/gm)) {
    pairs.push({ prompt: `Q: ${heading.trim()}\nA: `, answer: `${paragraph.trim().replace(/\s+/g, ' ')}\n` })
  }
  return pairs
}
