import { type AddPackage, pythonName } from './package-list.js'

/**
 * `uv.lock` and `poetry.lock`: the `name` and `version` of each `[[package]]`, read line by line. Both tools write these
 * two keys at the start of a line, as plain strings, before any table of the package; a TOML parser costs ten times as much.
 */
export function lockedByToml(text: string, add: AddPackage): void {
  let inPackage = false
  let openQuotes: string | undefined
  let name: string | undefined
  for (const line of text.split(/\r?\n/)) {
    if (openQuotes !== undefined) {
      if (line.includes(openQuotes)) openQuotes = undefined
      continue
    }
    openQuotes = leftOpen(line)
    if (/^\[/.test(line)) {
      inPackage = /^\[\[\s*package\s*\]\]/.test(line)
      name = undefined
      continue
    }
    if (!inPackage) continue
    const [, key, value] = /^(name|version)\s*=\s*["']([^"'\\]+)["']/.exec(line) ?? []
    if (value === undefined) continue
    if (key === 'name') name = value
    else if (name !== undefined) add(pythonName(name), value)
  }
}

/** The quotes of a text that goes on in the next line. */
function leftOpen(line: string): string | undefined {
  const quotes = /^[^"'#]*=\s*("{3}|'{3})/.exec(line)?.[1]
  return quotes !== undefined && line.split(quotes).length % 2 === 0 ? quotes : undefined
}
