import type { RunInventory } from './inventory.js'
import type { Rule } from './rule.js'

/** What a run refers to. */
export const REFERENCE_RULES: readonly Rule<RunInventory>[] = [
  {
    id: 'R070',
    title: 'A parent is not there',
    severity: 'error',
    what: 'A reference in `parents` names no run of this workspace.',
    why: 'Where the run comes from cannot be followed.',
    fix: 'restore the parent (rundir restore), or bring it from the workspace that has it',
    check: ({ dir, danglingParents }) =>
      danglingParents.map((parent) => ({
        path: `${dir}/run_manifest.json`,
        message: `its parent ${JSON.stringify(parent)} is not there`,
      })),
  },
  {
    id: 'R071',
    title: 'The batch is not there',
    severity: 'error',
    what: '`batch_id` names no file of `.rundir/batches/`.',
    why: 'The batch is written before any run refers to it; its sums leave this run out.',
    fix: 'bring .rundir/batches/ along when runs are copied',
    check: ({ dir, manifest, hasBatch }) =>
      manifest.kind === 'read' && !hasBatch
        ? [
            {
              path: `${dir}/run_manifest.json`,
              message: `there is no batch ${JSON.stringify(manifest.manifest.batch_id)}`,
            },
          ]
        : [],
  },
  {
    id: 'R072',
    title: 'The lockfile is another one today',
    severity: 'note',
    what: 'The lockfile that governed the run has another checksum, or is gone.',
    why: 'Installing from it gives other packages than the run had; the commit of the run still has the old one.',
    fix: 'take the old one from the commit of the run; nothing is wrong with the run',
    check: ({ dir, manifest, lockfile }) =>
      manifest.kind === 'read' && (lockfile === 'changed' || lockfile === 'missing')
        ? [
            {
              path: `${dir}/run_manifest.json`,
              message: `${manifest.manifest.lockfile_path} is ${lockfile} since the run`,
            },
          ]
        : [],
  },
]
