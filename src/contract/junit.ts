import type { Finding } from './finding.js'

/**
 * Findings as JUnit XML, which every CI shows: a test case for each run, failed by its errors; warnings and notes are its output.
 * `runs`: all runs that were checked, relative to the workspace.
 */
export function printJunit(runs: readonly string[], findings: readonly Finding[]): string {
  const byRun = new Map<string, Finding[]>([...runs, WORKSPACE].map((run) => [run, []]))
  for (const finding of findings) byRun.get(finding.run ?? WORKSPACE)?.push(finding)
  const cases = [...byRun].map(([run, found]) => printCase(run, found))
  const failed = [...byRun.values()].filter((found) => found.some(isError)).length
  const counts = `tests="${byRun.size}" failures="${failed}" errors="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="rundir" ${counts}>`,
    `  <testsuite name="rundir verify" ${counts} skipped="0">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

const WORKSPACE = 'workspace'

function isError(finding: Finding): boolean {
  return finding.severity === 'error'
}

function printCase(run: string, findings: readonly Finding[]): string {
  const errors = findings.filter(isError)
  const others = findings.filter((finding) => !isError(finding))
  const output =
    others.length === 0 ? [] : [`      <system-out>${escapeXml(others.map(describe).join('\n'))}</system-out>`]
  const inner = [...printFailure(errors), ...output]
  const name = `    <testcase classname="verify" name="${escapeXml(run)}"`
  return inner.length === 0 ? `${name}/>` : [`${name}>`, ...inner, '    </testcase>'].join('\n')
}

/** One failure a run: many readers look at the first only. */
function printFailure(errors: readonly Finding[]): string[] {
  const [first, ...more] = errors
  if (first === undefined) return []
  const title = `${first.rule} ${first.message}${more.length === 0 ? '' : ` (and ${more.length} more)`}`
  const text = errors.map(describe).join('\n')
  return [`      <failure type="${first.rule}" message="${escapeXml(title)}">${escapeXml(text)}</failure>`]
}

function describe({ rule, severity, path, message, fix }: Finding): string {
  return `${severity} ${rule} ${path}: ${message}\n  ${fix}`
}

/** Text inside XML 1.0, which has no place for most control characters at all. */
export function escapeXml(text: string): string {
  const legal = text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
  return legal.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
