import { type FileSystemFacts, probeFileSystem } from '../../disk/probe.js'
import { statIfThere } from '../../disk/read.js'
import { isRundirError, RundirError } from '../../error/rundir-error.js'
import type { Workspace } from '../open.js'

/**
 * Before the first name of a workspace: tries whether its file system can create exclusively, which every promise about names stands on.
 * Throws WORKSPACE_UNSUITABLE. A folder that cannot be written at all is left to the allocation, which knows what to do.
 */
export function checkFirstUse(workspace: Workspace): void {
  if (statIfThere(`${workspace.root}/.rundir/claims`) !== undefined) return
  try {
    requireExclusiveCreate(
      workspace.root,
      probeFileSystem(workspace.root, () => workspace.clock.now()),
    )
  } catch (error) {
    if (!isRundirError(error) || error.code === 'WORKSPACE_UNSUITABLE') throw error
  }
}

/** Throws WORKSPACE_UNSUITABLE where a second exclusive create of one name succeeds. */
export function requireExclusiveCreate(root: string, facts: Pick<FileSystemFacts, 'exclusiveCreate' | 'type'>): void {
  if (facts.exclusiveCreate) return
  const type = facts.type === null ? 'a file system' : facts.type
  throw new RundirError(
    'WORKSPACE_UNSUITABLE',
    `${root} is on ${type} that lets two processes create one name, so no name would be safe`,
    { hint: 'put the workspace on another disk; rundir doctor tells what this one can do' },
  )
}
