import type { Problem } from './finding.js'
import type { RunSummary, WorkspaceInventory } from './inventory.js'
import type { Rule } from './rule.js'

/** What concerns several runs, or none. */
export const WORKSPACE_RULES: readonly Rule<WorkspaceInventory>[] = [
  {
    id: 'R080',
    title: 'A claimed name has no run',
    severity: 'note',
    what: 'A name was handed out, and no folder, trash or note answers for it.',
    why: 'The run was deleted by hand, or rundir was killed before its folder was made. The name is never given again.',
    fix: 'rundir repair notes in the claim that nothing belongs to it',
    check: ({ orphanedClaims }) =>
      orphanedClaims.map(({ path, dir }) => ({ path, message: `${dir} was claimed, and there is no such run` })),
  },
  {
    id: 'R081',
    title: 'Two runs have one id',
    severity: 'error',
    what: 'The same `run_id` stands in the manifests of two runs.',
    why: 'Ids are unique everywhere; one of the two is a copy, and whatever refers to the id means either.',
    fix: 'remove the copy (rundir rm), or give it an id of its own',
    check: ({ runs }) =>
      shared(
        runs,
        (run) => run.runId,
        (run, first) => `it has the id of ${first.dir}: ${run.runId}`,
      ),
  },
  {
    id: 'R082',
    title: 'Two runs have one number',
    severity: 'error',
    what: 'Two runs of one counter have the same number.',
    why: 'A number is handed out once. One of the two was named by hand or came from another workspace.',
    fix: 'rename the later one with a new claim',
    check: ({ runs }) =>
      shared(
        runs,
        (run) => run.counter,
        (run, first) => `it has the number of ${first.dir} in the counter ${run.counter}`,
      ),
  },
  {
    id: 'R083',
    title: 'A pointer does not lead to the newest run',
    severity: 'warning',
    what: '`outputs/latest` or `logs/latest.txt` leads nowhere, or to an older run.',
    why: 'rundir was killed between the claim and the pointer, or the newest run was removed.',
    fix: 'rundir repair points it at the newest run',
    check: ({ stalePointers }) =>
      stalePointers.map(({ path, leadsTo, newest }) => ({
        path,
        message: `it leads to ${leadsTo}, the newest is ${newest}`,
      })),
  },
  {
    id: 'R084',
    title: 'A batch cannot be read',
    severity: 'error',
    what: 'A file of `.rundir/batches/` is not a batch.',
    why: 'Its runs have no plan and no name any more.',
    fix: 'restore the file from a copy',
    check: ({ damagedBatches }) => damagedBatches.map((path) => ({ path, message: 'it is not a batch' })),
  },
  {
    id: 'R085',
    title: 'A half-written file was left in the workspace',
    severity: 'warning',
    what: 'A file or folder `.<name>.tmp-…` stands beside the pointers, claims, batches or models, and its writer is gone.',
    why: 'A kill came before the file was whole; what it would have replaced is intact.',
    fix: 'rundir repair moves it to the trash',
    check: ({ leftovers }) => leftovers.map((path) => ({ path, message: 'it was never finished' })),
  },
  {
    id: 'R086',
    title: 'A model cannot be used',
    severity: 'error',
    what: 'The `manifest.json` of a model does not parse or fit its schema, or its weights are missing or have another size.',
    why: 'Nobody can tell what the weights are, or they are not what was promoted.',
    fix: 'restore the file from a copy, or promote the run again',
    check: ({ models }) => models.damagedModels.map(({ path, why }) => ({ path, message: why })),
  },
  {
    id: 'R087',
    title: 'The weights of a model were changed',
    severity: 'error',
    what: 'The weights have another checksum than the manifest says (with `--data`).',
    why: 'Somebody edited the file, or the disk did: it is not what was promoted.',
    fix: 'restore the file from a copy, or promote the run again',
    check: ({ models }) =>
      models.changedWeights.map((path) => ({ path, message: 'it has another checksum than its manifest' })),
  },
  {
    id: 'R088',
    title: 'An alias leads to no model',
    severity: 'warning',
    what: 'A file of `aliases/` names no version of its model.',
    why: 'Whoever uses the alias gets nothing; the version was removed, or the file was edited.',
    fix: 'rundir models alias moves or removes it',
    check: ({ models }) =>
      models.danglingAliases.map(({ path, leadsTo }) => ({ path, message: `it leads to ${leadsTo}` })),
  },
]

/** Tells of each run that shares a value with an earlier one. */
function shared(
  runs: readonly RunSummary[],
  keyOf: (run: RunSummary) => string | null,
  tell: (run: RunSummary, first: RunSummary) => string,
): Problem[] {
  const firsts = new Map<string, RunSummary>()
  const problems: Problem[] = []
  const oldestFirst = runs.toSorted((a, b) => compare(a.createdAt, b.createdAt) || compare(a.dir, b.dir))
  for (const run of oldestFirst) {
    const value = keyOf(run)
    if (value === null) continue
    const first = firsts.get(value)
    if (first === undefined) firsts.set(value, run)
    else problems.push({ path: run.dir, message: tell(run, first) })
  }
  return problems
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
