import { diffRuns, isDifferent, type RunDiff } from '../../workspace/look/diff.js'
import { SECTIONS } from '../../workspace/look/run-facts.js'
import { defineCommand } from '../command.js'
import { renderDiff, renderDiffStat } from '../render/diff.js'

export const command = defineCommand({
  summary: 'Show what leads from one run to another',
  details: `Section by section: configuration, code (commits and uncommitted changes), packages, data, environment, and the last values of
metrics. What differs comes first. The exit status is 0 whether or not something differs; --exit-code makes a difference 1.`,
  examples: [
    'rundir diff gpt-docs-full-run1 latest',
    'rundir diff run1 run2 --stat',
    'rundir diff run1 run2 --json | jq .configuration.differences',
  ],
  flags: {
    stat: { type: 'boolean', help: 'only how many differ' },
    'exit-code': { type: 'boolean', help: 'exit with 1 when something differs' },
  },
  args: [
    { name: 'A', help: 'name, part of one, id, path, or latest', completes: 'run' },
    { name: 'B', help: 'the run that it is compared with', completes: 'run' },
  ],
  async run(context, { flags, args }) {
    const [a = '', b = ''] = args
    const diff = await diffRuns(await context.workspace(), { a, b, cwd: context.cwd })
    return {
      data: flags.stat ? statOf(diff) : diff,
      text: flags.stat ? renderDiffStat(diff, context.style) : renderDiff(diff, context.style),
      exitStatus: flags['exit-code'] && isDifferent(diff) ? 1 : 0,
    }
  },
})

function statOf(diff: RunDiff) {
  const counts = SECTIONS.map((section) => {
    const { equal, differences } = diff[section]
    return [section, { equal, different: differences.length }] as const
  })
  return { a: diff.a, b: diff.b, ...Object.fromEntries(counts) }
}
