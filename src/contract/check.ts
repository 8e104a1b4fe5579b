import type { Finding, Severity } from './finding.js'
import type { RunInventory, WorkspaceInventory } from './inventory.js'
import type { Rule } from './rule.js'
import { WORKSPACE_RULES } from './rule-workspace.js'
import { RUN_RULES } from './rules.js'

/** What the workspace wants of a rule instead of its own severity: rule → severity or `off`. */
export type RuleLevels = Readonly<Record<string, Severity | 'off'>>

/** What the rules find in one run. */
export function checkRun(inventory: RunInventory, levels: RuleLevels): Finding[] {
  return RUN_RULES.flatMap((rule) => findings(rule, inventory, { run: inventory.dir, levels }))
}

/** What the rules find in the workspace itself. */
export function checkWorkspace(inventory: WorkspaceInventory, levels: RuleLevels): Finding[] {
  return WORKSPACE_RULES.flatMap((rule) => findings(rule, inventory, { run: null, levels }))
}

function findings<Inventory>(
  rule: Rule<Inventory>,
  inventory: Inventory,
  { run, levels }: { readonly run: string | null; readonly levels: RuleLevels },
): Finding[] {
  const severity = levels[rule.id] ?? rule.severity
  if (severity === 'off') return []
  const { id, fix } = rule
  return rule.check(inventory).map(({ path, message }) => ({ rule: id, severity, run, path, message, fix }))
}
