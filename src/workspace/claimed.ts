import type { Run } from '../store/read.js'
import { logDirOf, prefixOf } from './exported.js'
import type { Workspace } from './open.js'

/** What `new --json` answers; `dir` and `log_dir` are relative to the workspace. */
export function claimedRun(workspace: Workspace, { dir, manifest, status }: Run) {
  return {
    run_id: manifest.run_id,
    name: manifest.name,
    prefix: prefixOf(dir, manifest.name),
    number: manifest.counter,
    layout: manifest.layout,
    dir,
    log_dir: logDirOf(dir),
    status,
    workspace: workspace.root,
    run_dir: `${workspace.root}/${dir}`,
  }
}
