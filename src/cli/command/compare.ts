import { compareRuns } from '../../workspace/look/compare.js'
import { defineCommand } from '../command.js'
import { renderCompared } from '../render/compared.js'

export const command = defineCommand({
  summary: 'Put runs side by side: settings that differ, and metrics',
  details: 'A word with an operator chooses runs as in ls: group=seeds, batch_id=BATCH, tag.team=vision.',
  examples: [
    'rundir compare gpt-docs-full-run1 gpt-docs-full-run2 latest',
    'rundir compare group=lr-search',
    'rundir compare run1 run2 --json | jq .runs[].settings',
  ],
  flags: {},
  args: [
    {
      name: 'RUN',
      help: 'name, part of one, id, path, or latest; or KEY=VALUE for all runs that fit',
      repeated: true,
      completes: 'run',
    },
  ],
  async run(context, { args }) {
    const compared = await compareRuns(await context.workspace(), { words: args, cwd: context.cwd })
    return { data: compared, text: renderCompared(compared, context.columns, context.style) }
  },
})
