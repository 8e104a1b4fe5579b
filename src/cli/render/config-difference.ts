import type { compareConfig } from '../../workspace/config/show-config.js'
import { printable, type Style } from './style.js'

type Differences = Awaited<ReturnType<typeof compareConfig>>

/** Leaves in which two configurations differ: `-` for the other one, `+` for this one. */
export function renderDifferences(differences: Differences, style: Style): string {
  const lines = differences.flatMap((difference) => {
    const { kind, key } = difference
    const before = kind === 'added' ? [] : [style.red(printable(`- ${key}: ${JSON.stringify(difference.before)}`))]
    const after = kind === 'removed' ? [] : [style.green(printable(`+ ${key}: ${JSON.stringify(difference.after)}`))]
    return [...before, ...after]
  })
  return lines.length === 0 ? 'no differences' : lines.join('\n')
}
