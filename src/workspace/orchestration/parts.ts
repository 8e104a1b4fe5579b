import { findRunFolders } from '../../store/find.js'
import { Damage, type Run, readRun } from '../../store/read.js'
import { readerOf, type Workspace } from '../open.js'

/**
 * The runs that make up a pipeline or a sweep, by the key `part` of their manifests; `belongs` says which do. Of several with
 * one part the completed one counts, else the newest; one that was claimed and never begun does not count. Every manifest is read.
 */
export function findParts(workspace: Workspace, belongs: (run: Run) => boolean): Map<string, Run> {
  const parts = new Map<string, Run>()
  const reader = readerOf(workspace)
  for (const dir of findRunFolders(workspace.root)) {
    const run = readRun(reader, dir)
    if (run instanceof Damage || run.status === 'created' || !belongs(run)) continue
    const { part } = run.manifest
    if (part === null) continue
    const other = parts.get(part)
    if (other === undefined || counts(run, other)) parts.set(part, run)
  }
  return parts
}

function counts(run: Run, other: Run): boolean {
  const [here, there] = [run.status === 'completed', other.status === 'completed']
  if (here !== there) return here
  return Date.parse(run.manifest.created_at) > Date.parse(other.manifest.created_at)
}
