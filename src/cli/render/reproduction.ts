import type { ReproductionPlan } from '../../workspace/reproduction/prepare.js'
import type { Reproduction } from '../../workspace/reproduction/reproduce.js'
import { renderFactDifferences } from './fact-difference.js'
import { printable, type Style } from './style.js'

const PAINT = { identical: 'green', 'within tolerance': 'green', different: 'red', incomparable: 'yellow' } as const
const SECTIONS = ['ending', 'metrics', 'artifacts', 'code', 'packages', 'environment'] as const

/** What can be restored, what cannot, and what will run. */
export function renderReproductionPlan(plan: ReproductionPlan, style: Style): string {
  const { restorable, missing, command, cwd } = plan
  const width = Math.max(0, ...[...restorable, ...missing].map(({ what }) => what.length))
  const lines = [style.bold(`reproduce ${printable(plan.reproduces)}`)]
  for (const { what, how } of restorable)
    lines.push(`  ${style.green('restored')}  ${what.padEnd(width)}  ${printable(how)}`)
  for (const { what, why, stops } of missing) {
    const mark = stops ? style.red('stops   ') : style.yellow('missing ')
    lines.push(`  ${mark}  ${what.padEnd(width)}  ${printable(why)}`)
  }
  const stopped = missing.some(({ stops }) => stops)
  if (stopped) lines.push(style.red('this run cannot be made again'))
  else if (command !== null)
    lines.push(`runs ${style.bold(printable(command.join(' ')))} in ${printable(cwd ?? '.')} of the commit`)
  return lines.join('\n')
}

/** The verdict, and where the two runs differ. */
export function renderReproduction(report: Reproduction, style: Style): string {
  const { verdict, run, reproduces, differences, ignored } = report
  if (verdict === null) return ''
  const head = `${style[PAINT[verdict]](style.bold(verdict))}  ${printable(run ?? 'nothing was run')}${run === null ? '' : ` to ${printable(reproduces)}`}`
  const sections = SECTIONS.flatMap((section) => {
    const own = differences.filter((each) => each.section === section)
    if (own.length === 0) return []
    const lines = renderFactDifferences(own, style)
    return [style.bold(section), ...lines.map((line, at) => `${line}${noteOf(own[at], style)}`)]
  })
  const timed = ignored.filter((key) => !key.startsWith('system/'))
  const left = timed.length === 0 ? [] : [style.dim(`not compared, they measure time: ${printable(timed.join(', '))}`)]
  return [head, ...sections, ...left].join('\n')
}

function noteOf(difference: Reproduction['differences'][number] | undefined, style: Style): string {
  if (difference?.step === undefined) return ''
  const where =
    difference.step === null ? '' : ` first at step ${difference.step}, at most ${difference.relative} apart`
  return style.dim(`${where}${difference.within_tolerance === true ? ', within tolerance' : ''}`)
}
