import type { Profile } from '../../profile/list.js'
import type { Workspace } from '../open.js'

/** The profiles of a workspace, by purpose; of one phase when given. */
export async function workspaceProfiles(workspace: Workspace, phase: string | undefined): Promise<Profile[]> {
  const [{ listProfiles }, { profileSource }] = await Promise.all([
    import('../../profile/list.js'),
    import('./prepare-config.js'),
  ])
  return listProfiles(profileSource(workspace), phase)
}
