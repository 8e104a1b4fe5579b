import { ask, type Reply } from '../exec/ask.js'

const MEBIBYTE = 1024 * 1024
const TIMEOUT_MS = 20_000
/** The folder decides which repository is asked; these would decide otherwise, as in a hook. */
const UNSET = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_NAMESPACE', 'GIT_OBJECT_DIRECTORY']

/** What a repository's own configuration must not do: run a program, ask the network, or change how answers are written. */
const HARMLESS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=true',
  'safe.bareRepository=explicit',
  'protocol.allow=never',
  'diff.ignoreSubmodules=dirty',
  'diff.submodule=short',
  'diff.noprefix=false',
  'diff.mnemonicPrefix=false',
  'diff.relative=false',
  'diff.orderFile=/dev/null',
  'diff.suppressBlankEmpty=false',
  'diff.interHunkContext=0',
  'diff.algorithm=default',
]

/** A repository as it may be asked: no hook, no fsmonitor, no filter, no pager, no transport runs. */
export interface Asker {
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** `key=value` for `git -c`. */
  readonly settings: readonly string[]
}

export function makeAsker(folder: string, environment: Asker['environment']): Asker {
  const quiet: Record<string, string | undefined> = {
    ...environment,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    NoDefaultCurrentDirectoryInExePath: '1',
  }
  for (const name of UNSET) quiet[name] = undefined
  return { folder, environment: quiet, settings: HARMLESS }
}

export function askGit(
  { folder, environment, settings }: Asker,
  args: readonly string[],
  limits: { readonly maxBytes?: number; readonly timeoutMs?: number } = {},
): Reply {
  const command = ['git', '--no-pager', ...settings.flatMap((setting) => ['-c', setting]), ...args]
  return ask(command, { cwd: folder, environment, timeoutMs: TIMEOUT_MS, maxBytes: 16 * MEBIBYTE, ...limits })
}

/** Why git gave no answer, in a few words. */
export function whyNot(answer: Reply): string {
  if (answer.missing) return 'git is not installed'
  if (answer.timedOut) return 'git took too long'
  if (answer.truncated) return 'git said too much'
  const line = answer.stderr.split('\n').find((text) => text.trim() !== '') ?? `git ended with ${answer.status}`
  return line.replace(/^fatal: /, '').slice(0, 200)
}
