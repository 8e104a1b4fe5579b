import { compareSessions } from '../../workspace/evaluation/compare-sessions.js'
import { defineCommand } from '../command.js'
import { renderComparison } from '../render/session.js'

export const command = defineCommand({
  summary: 'Compare two sessions over the same specimens, and say whether the difference is noise',
  details: `The difference is taken specimen by specimen, B less A, with a 95 % bootstrap interval. It is within noise when the
interval holds zero, or when fewer than six specimens are in both. More is better, but for metrics named by --lower.`,
  examples: [
    'rundir eval compare 2026-11-21_06-14-09 2026-11-22_06-14-09',
    'rundir eval compare A B --lower cost --json',
  ],
  flags: {
    lower: { type: 'list', value: 'KEY', help: 'a metric of which less is better' },
    seed: { type: 'number', help: 'of the bootstrap (default 0)' },
  },
  args: [
    { name: 'A', help: 'a session', completes: 'run' },
    { name: 'B', help: 'the session that it is compared with', completes: 'run' },
  ],
  async run(context, { flags, args }) {
    const [a = '', b = ''] = args
    const request = { a, b, cwd: context.cwd, lowerIsBetter: flags.lower, seed: flags.seed ?? 0 }
    const compared = compareSessions(await context.workspace(), request)
    return { data: compared, text: renderComparison(compared, context.columns, context.style) }
  },
})
