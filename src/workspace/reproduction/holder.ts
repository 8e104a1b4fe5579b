import type { GitRepository } from '../../capture/git-repository.js'
import { forgetWorktree, listWorktrees } from '../../capture/git-worktree.js'
import { makeTemporaryFolder } from '../../disk/directory.js'
import { removeTree } from '../../disk/move.js'
import { isProcessAlive, processStarted } from '../../disk/process.js'
import type { Workspace } from '../open.js'

/** The name tells who made it, so that what a killed process left is known as such. */
const NAME = /^(.*\/rundir-reproduce-([A-Za-z0-9]*)-(\d+)-(\d*)-[A-Za-z0-9]{6})\//

/** Makes the temporary folder that a worktree lies in. Throws DISK_*. */
export function makeHolder(workspace: Workspace): string {
  const started = processStarted(process.pid)
  return makeTemporaryFolder(`rundir-reproduce-${plainHost(workspace)}-${process.pid}-${started}-`)
}

/** Removes a holder with all that is in it, then its worktree at `path`. A link in it is removed, not followed. Throws DISK_*. */
export function removeHolder(repository: GitRepository, holder: string, path: string): void {
  removeTree(holder)
  forgetWorktree(repository, path)
}

/** Removes the worktrees that killed processes of this machine left in a repository. Returns their folders. Throws DISK_*. */
export function sweepHolders(workspace: Workspace, repository: GitRepository): string[] {
  const swept: string[] = []
  for (const path of listWorktrees(repository)) {
    const [, holder, host, pid, started = ''] = NAME.exec(path) ?? []
    if (holder === undefined || host !== plainHost(workspace) || isProcessAlive(Number(pid), started)) continue
    removeHolder(repository, holder, path)
    swept.push(holder)
  }
  return swept
}

function plainHost({ here }: Workspace): string {
  return here.host.replace(/[^A-Za-z0-9]/g, '')
}
