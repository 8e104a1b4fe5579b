import { captureGit } from '../../capture/git.js'
import { maskArgv } from '../../capture/secret.js'
import { readBytesIfThere } from '../../disk/read.js'
import type { Run } from '../../store/read.js'
import type { Workspace } from '../open.js'
import { ownFolders } from './own-folders.js'

/** What a later attempt runs, beside what the run was made with. */
export interface AttemptChange {
  /** Secrets masked. */
  readonly command: readonly string[]
  readonly gitHash: string | null
  readonly gitDirty: boolean | null
  /** The uncommitted change of the attempt, when its code is not that of the run. */
  readonly patch: Uint8Array | null
  /** Whether the command or the code is another one. */
  readonly isOther: boolean
  /** One sentence for each difference. */
  readonly notices: readonly string[]
}

/** Looks at the code in the folder of the command as it is now, before another attempt of `run` is begun. */
export function lookForChange(
  workspace: Workspace,
  run: Run,
  target: { readonly command: readonly string[]; readonly cwd: string },
): AttemptChange {
  const { manifest } = run
  const command = maskArgv(target.command)
  const git = captureGit(target.cwd, workspace.environment, ownFolders(workspace.root, target.cwd))
  const before = readBytesIfThere(`${workspace.root}/${run.dir}/source.patch`)
  const isSamePatch = git.patch === null ? before === undefined : before !== undefined && git.patch.equals(before)
  const isOtherCode = git.hash !== manifest.git_hash || !isSamePatch
  const isOtherCommand = JSON.stringify(command) !== JSON.stringify(manifest.command)
  const notices: string[] = []
  if (isOtherCommand) notices.push('this attempt has another command than the one before')
  if (git.hash !== manifest.git_hash)
    notices.push(`the code is another one: ${short(git.hash)} instead of ${short(manifest.git_hash)}`)
  else if (isOtherCode) notices.push('the code is another one: its uncommitted change is not that of the run')
  if (git.problem !== null) notices.push(git.problem)
  return {
    command,
    gitHash: git.hash,
    gitDirty: git.dirty,
    patch: isOtherCode ? git.patch : null,
    isOther: isOtherCode || isOtherCommand,
    notices,
  }
}

function short(hash: string | null): string {
  return hash === null ? 'no commit' : hash.slice(0, 8)
}
