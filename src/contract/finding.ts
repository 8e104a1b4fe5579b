/** How much a finding weighs: an error makes `verify` fail. */
export const SEVERITIES = ['error', 'warning', 'note'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What a rule found. */
export interface Problem {
  /** Relative to the workspace. */
  readonly path: string
  readonly message: string
}

/** A problem as it is reported; keys as `verify --json` prints them. */
export interface Finding extends Problem {
  readonly rule: string
  readonly severity: Severity
  /** Relative to the workspace; null for what belongs to no run. */
  readonly run: string | null
  readonly fix: string
}

/** How many findings of each severity there are. */
export function countSeverities(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, note: 0 }
  for (const { severity } of findings) counts[severity]++
  return counts
}
