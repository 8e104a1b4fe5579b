import { relative, resolve } from 'node:path'

/** Folders of the workspace that are never the user's code. */
const OWN_FOLDERS = ['outputs', 'runs', 'logs', '.rundir'] as const

/** They are passed over in a listing of the repository that holds `cwd`, from which the paths are relative. */
export function ownFolders(root: string, cwd: string): string[] {
  return OWN_FOLDERS.map((folder) => relative(cwd, resolve(root, folder)).replaceAll('\\', '/'))
}
