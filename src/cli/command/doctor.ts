import { examine, type Verdict } from '../../workspace/doctor.js'
import { defineCommand } from '../command.js'
import type { Style } from '../render/style.js'

const PAINT: Readonly<Record<Verdict, keyof Style>> = { good: 'green', limited: 'yellow', bad: 'red' }

export const command = defineCommand({
  summary: 'Tell what this machine and the file system of the workspace can do',
  examples: ['rundir doctor', 'rundir -C /mnt/shared/project doctor', 'rundir doctor --json'],
  flags: {},
  args: [],
  async run(context) {
    const findings = examine(await context.workspace(), process.version)
    const { style } = context
    const width = Math.max(...findings.map((finding) => finding.what.length))
    const lines = findings.map(({ what, verdict, found, advice }) => {
      const line = `${style[PAINT[verdict]](verdict.padEnd(7))}  ${what.padEnd(width)}  ${found}`
      return advice === '' ? line : `${line}\n${' '.repeat(width + 11)}${style.dim(advice)}`
    })
    const isBad = findings.some((finding) => finding.verdict === 'bad')
    return { data: { findings }, text: lines.join('\n'), exitStatus: isBad ? 1 : 0 }
  },
})
