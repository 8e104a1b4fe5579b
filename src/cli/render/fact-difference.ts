import type { FactDifference } from '../../value/fact.js'
import { printMetric } from './number.js'
import { printable, type Style } from './style.js'

/** One line a difference: `key  before → after`, or `+ key  after`, `- key  before`. */
export function renderFactDifferences(differences: readonly FactDifference[], style: Style): string[] {
  const width = Math.min(32, Math.max(0, ...differences.map(({ key }) => printable(key).length)))
  return differences.map((difference) => {
    const key = printable(difference.key).padEnd(width)
    if (difference.kind === 'added') return style.green(`  + ${key}  ${text(difference.after)}`)
    if (difference.kind === 'removed') return style.red(`  - ${key}  ${text(difference.before)}`)
    const { before, after } = difference
    return `    ${key}  ${style.red(text(before))} → ${style.green(text(after))}${change(before, after, style)}`
  })
}

function text(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value))
}

function change(before: unknown, after: unknown, style: Style): string {
  if (typeof before !== 'number' || typeof after !== 'number') return ''
  const step = after - before
  return style.dim(`  (${step > 0 ? '+' : ''}${printMetric(step)})`)
}
