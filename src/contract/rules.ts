import type { RunInventory, WorkspaceInventory } from './inventory.js'
import type { Rule } from './rule.js'
import { CONTENT_RULES } from './rule-content.js'
import { FILE_RULES } from './rule-file.js'
import { LEFTOVER_RULES } from './rule-leftover.js'
import { MANIFEST_RULES } from './rule-manifest.js'
import { METRIC_RULES } from './rule-metric.js'
import { PREDICTION_RULES } from './rule-prediction.js'
import { REFERENCE_RULES } from './rule-reference.js'
import { SEAL_RULES } from './rule-seal.js'
import { STATUS_RULES } from './rule-status.js'
import { WORKSPACE_RULES } from './rule-workspace.js'

/** The rules by what they are about, in the order of docs/rules.md. */
export const RULE_GROUPS: readonly {
  readonly title: string
  readonly rules: readonly (Rule<RunInventory> | Rule<WorkspaceInventory>)[]
}[] = [
  { title: 'Manifest and name', rules: MANIFEST_RULES },
  { title: 'Files and configuration', rules: FILE_RULES },
  { title: 'Status', rules: STATUS_RULES },
  { title: 'Seal', rules: SEAL_RULES },
  { title: 'Metrics', rules: METRIC_RULES },
  { title: 'Predictions', rules: PREDICTION_RULES },
  { title: 'Contents', rules: CONTENT_RULES },
  { title: 'References', rules: REFERENCE_RULES },
  { title: 'Workspace', rules: WORKSPACE_RULES },
  { title: 'Leftovers', rules: LEFTOVER_RULES },
]

/** What is asked of each run for itself. */
export const RUN_RULES: readonly Rule<RunInventory>[] = [
  ...MANIFEST_RULES,
  ...FILE_RULES,
  ...STATUS_RULES,
  ...SEAL_RULES,
  ...METRIC_RULES,
  ...PREDICTION_RULES,
  ...CONTENT_RULES,
  ...REFERENCE_RULES,
  ...LEFTOVER_RULES,
]

/** Ids of all rules, in order. */
export const RULE_IDS: readonly string[] = RULE_GROUPS.flatMap((group) => group.rules.map((rule) => rule.id))
