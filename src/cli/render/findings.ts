import type { VerifyReport } from '../../workspace/upkeep/verify.js'
import { printable, type Style } from './style.js'

type Finding = VerifyReport['findings'][number]
type Severity = Finding['severity']

const PAINT: Readonly<Record<Severity, keyof Style>> = { error: 'red', warning: 'yellow', note: 'cyan' }
const WIDTH = 'warning'.length

/** Findings by run, each with its cure, and the sum in the last line. */
export function renderFindings(runCount: number, findings: readonly Finding[], style: Style): string {
  const lines: string[] = []
  let run: string | null | undefined
  for (const finding of findings) {
    if (finding.run !== run)
      lines.push(...(lines.length === 0 ? [] : ['']), style.bold(printable(finding.run ?? 'workspace')))
    run = finding.run
    const level = style[PAINT[finding.severity]](finding.severity.padEnd(WIDTH))
    lines.push(`  ${level}  ${finding.rule}  ${printable(finding.message)}`)
    const place = finding.path === finding.run ? undefined : placeIn(finding.path, finding.run)
    if (place !== undefined && !finding.message.includes(place))
      lines.push(style.dim(`${' '.repeat(WIDTH + 10)}${printable(place)}`))
    lines.push(style.dim(`${' '.repeat(WIDTH + 10)}fix: ${printable(finding.fix)}`))
  }
  if (lines.length > 0) lines.push('')
  return [...lines, summary(runCount, findings, style)].join('\n')
}

/** Relative to the run, whose path is the heading. */
function placeIn(path: string, run: string | null): string {
  return run !== null && path.startsWith(`${run}/`) ? path.slice(run.length + 1) : path
}

function summary(runCount: number, findings: readonly Finding[], style: Style): string {
  const runs = `${runCount} ${runCount === 1 ? 'run' : 'runs'}`
  if (findings.length === 0) return `${style.green('good')}  ${runs}, nothing found`
  const parts = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [style[PAINT[severity]](`${count} ${severity}${count === 1 ? '' : 's'}`)]
  })
  return `${parts.join(', ')} in ${runs}`
}
