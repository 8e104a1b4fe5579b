import { dirname, join } from 'node:path'
import { statIfThere } from '../disk/read.js'
import { realPathIfThere } from '../disk/real-path.js'
import { type Asker, makeAsker } from './git-ask.js'
import { type GitConfig, readGitConfig } from './git-config.js'

/** A repository that may be asked: nothing that its configuration names is run. */
export interface GitRepository {
  /** Absolute, links followed: the folder that holds `.git`. */
  readonly top: string
  /** Absolute, links followed: the folder that was asked about. */
  readonly folder: string
  readonly config: GitConfig
  /** Asks in `folder`, with all filters off. */
  readonly asker: Asker
}

/** The repository that holds `folder` (absolute); undefined outside of one, or why it cannot be asked safely. */
export function openRepository(
  folder: string,
  environment: Asker['environment'],
): GitRepository | { readonly problem: string } | undefined {
  const real = realPathIfThere(folder)
  const top = real === undefined ? undefined : repositoryAbove(real)
  if (real === undefined || top === undefined) return undefined
  const bare = makeAsker(real, environment)
  const config = readGitConfig(bare)
  if ('problem' in config) return config
  return { top, folder: real, config, asker: { ...bare, settings: [...bare.settings, ...config.filtersOff] } }
}

function repositoryAbove(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (statIfThere(join(folder, '.git')) !== undefined) return folder
    if (folder === dirname(folder)) return undefined
  }
}

/** Whether a text is the full hash of a commit, and so can be nothing else to git. */
export function isCommitHash(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}
