import { printUriPath } from '../value/uri.js'
import type { Finding } from './finding.js'
import { RULE_GROUPS } from './rules.js'

/** Findings as SARIF 2.1.0, which code hosts show beside the files. Paths are relative to the workspace. */
export function printSarif(findings: readonly Finding[], version: string): string {
  const rules = RULE_GROUPS.flatMap((group) => group.rules).map(({ id, title, severity, what, why, fix }) => ({
    id,
    name: title,
    shortDescription: { text: title },
    fullDescription: { text: `${what} ${why}` },
    help: { text: fix },
    defaultConfiguration: { level: severity },
  }))
  const places = new Map(rules.map((rule, index) => [rule.id, index]))
  const results = findings.map(({ rule, severity, path, message, fix }) => ({
    ruleId: rule,
    ruleIndex: places.get(rule) ?? -1,
    level: severity,
    message: { text: `${message} (${fix})` },
    locations: [{ physicalLocation: { artifactLocation: { uri: printUriPath(path), uriBaseId: 'WORKSPACE' } } }],
  }))
  const driver = { name: 'rundir', version, rules }
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { WORKSPACE: { description: { text: 'the folder of the workspace' } } },
    results,
  }
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`
}

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'
