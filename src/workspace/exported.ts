import { canonicalPath } from '../layout/layout.js'
import { exportedVariables } from '../run/exported.js'
import type { Manifest } from '../run/manifest.js'
import { readRunName } from '../run/name.js'
import type { Workspace } from './open.js'

type Named = Pick<Manifest, 'run_id' | 'name' | 'counter' | 'name_segments' | 'layout'>

/** The variables that every command of a run gets (spec 1.8); `dir` is relative to the workspace. */
export function variablesOf(workspace: Workspace, dir: string, manifest: Named): Record<string, string> {
  return exportedVariables(
    {
      runId: manifest.run_id,
      name: manifest.name,
      number: manifest.counter,
      prefix: prefixOf(dir, manifest.name),
      dir,
      logDir: logDirOf(dir),
      segments: manifest.name_segments,
    },
    {
      root: workspace.root,
      containerRoot: workspace.settings.naming.container_root,
      windows: workspace.space.windows,
    },
  )
}

/** `<model>-<dataset>-<size>`, or the folder of the run below `runs/`. */
export function prefixOf(dir: string, name: string): string {
  const canonical = canonicalPath(dir)
  if (canonical.startsWith('outputs/')) return readRunName(name)?.prefix ?? name
  return canonical.slice('runs/'.length, canonical.lastIndexOf('/'))
}

/** Runs in `outputs/` keep their logs in `logs/`, all others in their own folder (docs/format.md). */
export function logDirOf(dir: string): string {
  return dir.startsWith('outputs/') ? `logs/${dir.slice('outputs/'.length)}` : `${dir}/logs`
}
