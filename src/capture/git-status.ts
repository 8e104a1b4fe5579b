/** What `git status --porcelain=v2 --branch -z` says; paths are relative to the top of the repository. */
export interface GitStatus {
  /** Full hash; null before the first commit. */
  readonly hash: string | null
  /** Null when no branch is checked out. */
  readonly branch: string | null
  /** Whether a file that git knows differs from the commit. */
  readonly changed: boolean
  /** Files, and with a trailing `/` whole folders, that git does not know. */
  readonly untracked: readonly string[]
}

export function parseGitStatus(text: string): GitStatus {
  let hash: string | null = null
  let branch: string | null = null
  let changed = false
  const untracked: string[] = []
  const records = text.split('\0')
  for (let index = 0; index < records.length; index++) {
    const record = records[index] ?? ''
    if (record.startsWith('# branch.oid ')) hash = nullIf(record.slice(13), '(initial)')
    else if (record.startsWith('# branch.head ')) branch = nullIf(record.slice(14), '(detached)')
    else if (record.startsWith('? ')) untracked.push(record.slice(2))
    else if (/^[12u] /.test(record)) {
      changed = true
      // A renamed file is followed by the name that it had, in a record of its own.
      if (record.startsWith('2 ')) index++
    }
  }
  return { hash, branch, changed, untracked }
}

function nullIf(text: string, nothing: string): string | null {
  return text === nothing ? null : text
}
