import type { Problem, Severity } from './finding.js'

interface RuleText {
  /** `R001` */
  readonly id: string
  /** A few words, as the title of its part of docs/rules.md. */
  readonly title: string
  readonly severity: Severity
  /** What the rule finds. */
  readonly what: string
  readonly why: string
  /** What to do, said with each finding. */
  readonly fix: string
}

/** One numbered rule of the contract (spec 2.7); pure. An id is never used again for another rule. */
export interface Rule<Inventory> extends RuleText {
  check(inventory: Inventory): Problem[]
}
