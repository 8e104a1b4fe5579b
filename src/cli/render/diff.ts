import type { RunDiff } from '../../workspace/look/diff.js'
import { SECTIONS, type Section } from '../../workspace/look/run-facts.js'
import { renderFactDifferences } from './fact-difference.js'
import { printable, type Style } from './style.js'

const SHOWN_COMMITS = 20

/** What differs first, section by section; then one line for each section that is equal. */
export function renderDiff(diff: RunDiff, style: Style): string {
  const differing = SECTIONS.filter((section) => diff[section].differences.length > 0)
  const parts = differing.map((section) => [
    headOf(diff, section, style),
    ...renderFactDifferences(diff[section].differences, style),
    ...(section === 'code' ? [...commitLines(diff, style), ...patchLines(diff, style)] : []),
  ])
  const equal = SECTIONS.filter((section) => !differing.includes(section))
  const last = equal.map((section) => headOf(diff, section, style))
  return [namesOf(diff, style), ...parts, ...(last.length > 0 ? [last] : [])]
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

/** Counts only. */
export function renderDiffStat(diff: RunDiff, style: Style): string {
  return [...namesOf(diff, style), '', ...SECTIONS.map((section) => headOf(diff, section, style))].join('\n')
}

function namesOf({ a, b }: RunDiff, style: Style): string[] {
  return [style.red(`a  ${printable(a)}`), style.green(`b  ${printable(b)}`)]
}

const WIDTH = Math.max(...SECTIONS.map((section) => section.length))

function headOf(diff: RunDiff, section: Section, style: Style): string {
  const { equal, differences } = diff[section]
  const count = differences.length
  if (count > 0)
    return `${style.bold(section.padEnd(WIDTH))}  ${count} ${count === 1 ? 'differs' : 'differ'}, ${equal} equal`
  return `${section.padEnd(WIDTH)}  ${style.dim(equal === 0 ? 'nothing on either side' : `equal (${equal})`)}`
}

function commitLines({ commits }: RunDiff, style: Style): string[] {
  if (commits === null) return [style.dim('    commits between: not known, git does not have both')]
  const lines = commits.slice(0, SHOWN_COMMITS).map(({ side, hash, subject }) => {
    const line = `    ${side}  ${hash.slice(0, 8)} ${printable(subject)}`
    return side === 'a' ? style.red(line) : style.green(line)
  })
  const more = commits.length - SHOWN_COMMITS
  return more > 0 ? [...lines, style.dim(`    … and ${more} more`)] : lines
}

function patchLines({ patches }: RunDiff, style: Style): string[] {
  return (['a', 'b'] as const).flatMap((side) =>
    Object.values(patches[side]).flatMap((patch) => [
      '',
      style.dim(`    patch of ${side}`),
      ...patch
        .trimEnd()
        .split('\n')
        .map((line) => `    ${paintPatch(printable(line.replaceAll('\t', '    ')), style)}`),
    ]),
  )
}

function paintPatch(line: string, style: Style): string {
  if (line.startsWith('+')) return style.green(line)
  return line.startsWith('-') ? style.red(line) : line
}
