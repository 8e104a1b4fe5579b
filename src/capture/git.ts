import { posix, relative, sep } from 'node:path'
import { type Asker, askGit, whyNot } from './git-ask.js'
import type { GitConfig } from './git-config.js'
import { openRepository } from './git-repository.js'
import { type GitStatus, parseGitStatus } from './git-status.js'
import { maskText } from './secret.js'

/** The state of the code (spec 2.2). All null outside a repository. */
export interface GitFacts {
  readonly hash: string | null
  /** First 8 digits of the hash; `nogit` where there is no commit. */
  readonly short8: string
  readonly branch: string | null
  /** Credentials masked; null for a remote that is a folder of this machine. */
  readonly remote: string | null
  /** Whether the patch or untracked files are part of the code. */
  readonly dirty: boolean | null
  /** Relative to the top of the repository, sorted, at most 1,000; a folder that could not be listed ends in `/`. */
  readonly untracked: readonly string[]
  /** What `git apply` needs to turn a checkout of the hash into the tracked files; null when they do not differ. */
  readonly patch: Buffer | null
  /** Why there is no patch although tracked files differ. */
  readonly patchProblem: string | null
  /** Why git did not answer, inside a repository. */
  readonly problem: string | null
}

const NO_GIT: GitFacts = {
  hash: null,
  short8: 'nogit',
  branch: null,
  remote: null,
  dirty: null,
  untracked: [],
  patch: null,
  patchProblem: null,
  problem: null,
}

export const MAX_UNTRACKED = 1000
const MAX_LISTED_FOLDERS = 200
const LISTING_TIMEOUT_MS = 5000
const MEBIBYTE = 1024 * 1024
const MAX_PATCH_BYTES = 64 * MEBIBYTE

const STATUS = ['status', '--porcelain=v2', '--branch', '--no-ahead-behind', '-z', '--untracked-files=normal']
const DIFF = ['diff', '--binary', '--find-renames', '--no-ext-diff', '--no-textconv', '--no-color', '--unified=3']
const PLAIN = ['--src-prefix=a/', '--dst-prefix=b/', '--ignore-submodules=dirty', '--submodule=short']
const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const

/**
 * Asks git about `folder` (absolute, where the code runs). Nothing that the repository's configuration names is run, so files
 * that go through a filter are compared as they lie on the disk, and the inside of a submodule is not looked at.
 * Untracked files below `exclude` (paths relative to `folder`, `/` between parts, `..` allowed) are not listed and do not make it dirty.
 */
export function captureGit(folder: string, environment: Asker['environment'], exclude: readonly string[]): GitFacts {
  const repository = openRepository(folder, environment)
  if (repository === undefined) return NO_GIT
  if ('problem' in repository) return { ...NO_GIT, problem: repository.problem }
  const { asker, config, top } = repository
  const answer = askGit(asker, [...STATUS, '--no-renames', '--ignore-submodules=dirty'])
  if (answer.status !== 0) return { ...NO_GIT, problem: whyNot(answer) }

  const status = parseGitStatus(answer.stdout.toString('utf8'))
  const prefix = relative(top, repository.folder).split(sep).join('/')
  const excluded = exclude.map((path) => posix.join(prefix, path)).filter((path) => !path.startsWith('..'))
  const untracked = listUntracked(asker, status, excluded)
  return {
    hash: status.hash,
    short8: status.hash?.slice(0, 8) ?? NO_GIT.short8,
    branch: status.branch,
    remote: pickRemote(config, status),
    dirty: status.changed || untracked.length > 0,
    untracked,
    ...takePatch(asker, config, status),
    problem: null,
  }
}

/** Only folders that hold something else than runs are looked into: thousands of runs must cost nothing here. */
function listUntracked(asker: Asker, status: GitStatus, excluded: readonly string[]): string[] {
  const found = status.untracked.filter((path) => !excluded.some((out) => `${path}/`.startsWith(`${out}/`)))
  const folders = found.filter((path) => path.endsWith('/')).slice(0, MAX_LISTED_FOLDERS)
  if (folders.length === 0) return found.sort().slice(0, MAX_UNTRACKED)
  const wanted = folders.map((path) => `:(top,literal)${path}`)
  const unwanted = excluded.map((path) => `:(top,exclude,literal)${path}`)
  const limits = { maxBytes: 4 * MEBIBYTE, timeoutMs: LISTING_TIMEOUT_MS }
  const command = ['ls-files', '--others', '--exclude-standard', '--full-name', '-z', '--', ...wanted, ...unwanted]
  const answer = askGit(asker, command, limits)
  if (answer.status !== 0 && !answer.truncated) return found.sort().slice(0, MAX_UNTRACKED)
  // What stands after the last NUL is nothing, or a name that was cut.
  const inside = answer.stdout.toString('utf8').split('\0').slice(0, -1)
  const listed = new Set(folders)
  return [...found.filter((path) => !listed.has(path)), ...inside].sort().slice(0, MAX_UNTRACKED)
}

function takePatch(asker: Asker, config: GitConfig, status: GitStatus): Pick<GitFacts, 'patch' | 'patchProblem'> {
  if (!status.changed) return { patch: null, patchProblem: null }
  const base = status.hash ?? EMPTY_TREE[config.objectFormat]
  const answer = askGit(asker, [...DIFF, ...PLAIN, base, '--'], { maxBytes: MAX_PATCH_BYTES })
  if (answer.truncated) {
    return { patch: null, patchProblem: `the uncommitted change is larger than ${MAX_PATCH_BYTES / MEBIBYTE} MiB` }
  }
  if (answer.status !== 0) return { patch: null, patchProblem: whyNot(answer) }
  return { patch: answer.stdout.length === 0 ? null : answer.stdout, patchProblem: null }
}

/** The remote of the branch, else `origin`, else the first. */
function pickRemote(config: GitConfig, status: GitStatus): string | null {
  const upstream = status.branch === null ? undefined : config.upstreams.get(status.branch)
  const [first] = config.remotes.values()
  const url = config.remotes.get(upstream ?? 'origin') ?? config.remotes.get('origin') ?? first
  const local = url === undefined || /^(?:[/\\.~]|file:|[a-z]:[/\\])/i.test(url)
  return local ? null : maskText(url)
}
