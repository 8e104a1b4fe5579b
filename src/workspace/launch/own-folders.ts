import { relative, resolve } from 'node:path'
import { findModels } from '../../registry/find-model.js'

/** Folders of the workspace that are never the user's code. */
const OWN_FOLDERS = ['outputs', 'runs', 'logs', '.rundir'] as const

/**
 * They, and what holds models, are passed over in a listing of the repository that holds `cwd`, from which the paths are relative.
 * (`models/` may hold code, too.)
 */
export function ownFolders(root: string, cwd: string): string[] {
  return [...OWN_FOLDERS, ...findModels(root).written].map((folder) =>
    relative(cwd, resolve(root, folder)).replaceAll('\\', '/'),
  )
}
