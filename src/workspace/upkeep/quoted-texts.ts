import { readTextIfThere } from '../../disk/read.js'
import { parseJson } from '../../value/json.js'

const LIMIT_BYTES = 256 * 1024 * 1024
const QUOTED = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'/g

/**
 * Every text in quotation marks of a JSON or JSON5 file; none where there is no file. Nothing is parsed, so that a file that was cut off
 * still says what it names. Throws DISK_* for one that cannot be read.
 */
export function quotedTexts(path: string): Set<string> {
  const texts = new Set<string>()
  for (const [, double, single] of (readTextIfThere(path, LIMIT_BYTES) ?? '').matchAll(QUOTED)) {
    const written = double ?? single ?? ''
    const text = written.includes('\\') ? parseJson(`"${written}"`) : written
    if (typeof text === 'string') texts.add(text)
  }
  return texts
}
