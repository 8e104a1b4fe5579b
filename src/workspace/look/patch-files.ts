import { digestText } from '../../disk/digest.js'

/** What a patch does to one file. */
export interface PatchedFile {
  readonly added: number
  readonly removed: number
  /** SHA-256 of its part of the patch. */
  readonly sha256: string
  /** Its part of the patch. */
  readonly text: string
}

/** The parts of a `source.patch`, by the path of the file after it. */
export function splitPatch(patch: string): Map<string, PatchedFile> {
  const files = new Map<string, PatchedFile>()
  for (const text of patch.split(/^(?=diff --git )/m)) {
    if (!text.startsWith('diff --git ')) continue
    const body = text.slice(hunksBegin(text))
    files.set(pathOf(text), {
      added: count(body, /^\+/gm),
      removed: count(body, /^-/gm),
      sha256: digestText(text),
      text,
    })
  }
  return files
}

/** `--- a/x` and `+++ b/x` are no lines of the file. */
function hunksBegin(text: string): number {
  const at = text.search(/^@@ /m)
  return at < 0 ? text.length : at
}

/** From the first line: both names are the same but for a rename. */
function pathOf(text: string): string {
  const first = text.slice('diff --git '.length, text.indexOf('\n')).trimEnd()
  const renamed = /^rename to (.+)$/m.exec(text.slice(0, hunksBegin(text)))?.[1]
  if (renamed !== undefined) return renamed
  const half = first.slice(Math.ceil(first.length / 2))
  return half.replace(/^"?b\//, '').replace(/"$/, '')
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
