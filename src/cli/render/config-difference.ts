import type { ComparedConfigs } from '../../workspace/orchestration/show-config.js'
import { printable, type Style } from './style.js'

/** Leaves in which two configurations differ: `-` for the other one, `+` for this one. */
export function renderDifferences({ lines }: ComparedConfigs, style: Style): string {
  if (lines.length === 0) return 'no differences'
  return lines
    .map(({ sign, line }) => (sign === '-' ? style.red(printable(`- ${line}`)) : style.green(printable(`+ ${line}`))))
    .join('\n')
}
