import { type Asker, askGit, whyNot } from './git-ask.js'

/** The parts of a repository's configuration that matter here. Reading it runs nothing. */
export interface GitConfig {
  /** URL of each remote, credentials and all. */
  readonly remotes: ReadonlyMap<string, string>
  /** Branch → name of its remote. */
  readonly upstreams: ReadonlyMap<string, string>
  readonly objectFormat: 'sha1' | 'sha256'
  /** Names of the filters that are set up. */
  readonly filters: readonly string[]
  /** `key=value` for `git -c`, so that no filter driver runs when contents are compared. */
  readonly filtersOff: readonly string[]
}

const KEYS = '^(filter\\..*|remote\\..*\\.url|branch\\..*\\.remote|extensions\\.objectformat)$'
/** Exit status of `git config` when no key fits. */
const NONE = 1

/** The configuration, or why the repository cannot be asked safely. */
export function readGitConfig(asker: Asker): GitConfig | { readonly problem: string } {
  const answer = askGit(asker, ['config', '--null', '--get-regexp', KEYS])
  if (answer.status !== 0 && answer.status !== NONE) return { problem: whyNot(answer) }
  const remotes = new Map<string, string>()
  const upstreams = new Map<string, string>()
  const drivers = new Set<string>()
  let objectFormat: GitConfig['objectFormat'] = 'sha1'
  for (const record of answer.stdout.toString('utf8').split('\0')) {
    const { section, subsection, name, value } = splitRecord(record)
    if (section === 'filter') drivers.add(subsection)
    if (section === 'remote' && name === 'url' && !remotes.has(subsection)) remotes.set(subsection, value)
    if (section === 'branch' && name === 'remote') upstreams.set(subsection, value)
    if (section === 'extensions' && value.toLowerCase() === 'sha256') objectFormat = 'sha256'
  }
  const names = [...drivers]
  // `-c` ends a key at the first `=`.
  if (names.some((name) => name.includes('=')))
    return { problem: 'a filter with "=" in its name cannot be switched off' }
  return { remotes, upstreams, objectFormat, filters: names, filtersOff: names.flatMap(switchOff) }
}

function switchOff(driver: string): string[] {
  const key = driver === '' ? 'filter' : `filter.${driver}`
  return [`${key}.clean=`, `${key}.smudge=`, `${key}.process=`, `${key}.required=false`]
}

/** `section.sub.section.name\nvalue`; a key without a value has no newline. */
function splitRecord(record: string): { section: string; subsection: string; name: string; value: string } {
  const newline = record.indexOf('\n')
  const key = newline < 0 ? record : record.slice(0, newline)
  const first = key.indexOf('.')
  const last = key.lastIndexOf('.')
  return {
    section: key.slice(0, Math.max(first, 0)),
    subsection: key.slice(first + 1, Math.max(last, first + 1)),
    name: key.slice(last + 1),
    value: newline < 0 ? '' : record.slice(newline + 1),
  }
}
