import { commitsBetween, type SideCommit } from '../../capture/git-log.js'
import { readTextIfThere } from '../../disk/read.js'
import { referenceOf } from '../../run/reference.js'
import { getRun, type Run } from '../../store/read.js'
import { compareFacts, type FactComparison } from '../../value/fact.js'
import { locateRun } from '../find-run.js'
import { readerOf, type Workspace } from '../open.js'
import { splitPatch } from './patch-files.js'
import { readRunFacts, SECTIONS, type Section } from './run-facts.js'

export interface DiffRequest {
  readonly a: string
  readonly b: string
  /** Absolute; where relative paths start. */
  readonly cwd: string
}

/** What leads from one run to another; keys as `diff --json` prints them. */
export type RunDiff = Readonly<Record<Section, FactComparison>> & {
  /** References. */
  readonly a: string
  readonly b: string
  /** Commits that only one of them has, newest first; null when git does not have both. */
  readonly commits: readonly SideCommit[] | null
  /** The parts of the patches that are not in both. */
  readonly patches: Readonly<Record<'a' | 'b', Readonly<Record<string, string>>>>
}

/** Compares two runs, section by section. Throws RUN_UNKNOWN, RUN_AMBIGUOUS, RUN_DAMAGED, CONFIG_*. */
export async function diffRuns(workspace: Workspace, request: DiffRequest): Promise<RunDiff> {
  const { cwd } = request
  const [a, b] = [request.a, request.b].map((text) => getRun(readerOf(workspace), locateRun(workspace, text, cwd)))
  if (a === undefined || b === undefined) throw new Error('impossible: two texts gave fewer than two runs')
  const [left, right] = [await readRunFacts(workspace, a), await readRunFacts(workspace, b)]
  const compared = SECTIONS.map((section) => [section, compareFacts(left[section], right[section])] as const)
  return {
    a: referenceOf(a.dir),
    b: referenceOf(b.dir),
    ...(Object.fromEntries(compared) as Record<Section, FactComparison>),
    commits: commitsOf(workspace, cwd, a, b),
    patches: differingPatches(workspace, a, b),
  }
}

/** Whether anything but the parts of `diff` that no two runs share differs. */
export function isDifferent(diff: RunDiff): boolean {
  return SECTIONS.some((section) => diff[section].differences.length > 0)
}

/** Looked for in the repository of the workspace, then in that of the caller. */
function commitsOf(workspace: Workspace, cwd: string, a: Run, b: Run): RunDiff['commits'] {
  const [from, to] = [a.manifest.git_hash, b.manifest.git_hash]
  if (from === null || to === null) return null
  if (from === to) return []
  for (const folder of new Set([workspace.root, cwd])) {
    const commits = commitsBetween(folder, workspace.environment, from, to)
    if (commits !== undefined) return commits
  }
  return null
}

function differingPatches(workspace: Workspace, a: Run, b: Run): RunDiff['patches'] {
  const [left, right] = [a, b].map(({ dir }) =>
    splitPatch(readTextIfThere(`${workspace.root}/${dir}/source.patch`) ?? ''),
  )
  const only = (own: typeof left, other: typeof left): Record<string, string> => {
    const parts = [...(own ?? [])].filter(([path, { sha256 }]) => other?.get(path)?.sha256 !== sha256)
    return Object.fromEntries(parts.map(([path, { text }]) => [path, text]))
  }
  return { a: only(left, right), b: only(right, left) }
}
