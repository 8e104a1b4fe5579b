import { locateRun } from '../../workspace/find-run.js'
import { showRun } from '../../workspace/look/show.js'
import { defineCommand } from '../command.js'
import { renderRun } from '../render/run.js'

export const command = defineCommand({
  summary: 'Show one run: where it comes from, how it ended, its metrics and files',
  examples: ['rundir show latest', 'rundir show qwen2-7b-alpaca --json | jq .metrics'],
  flags: {},
  args: [{ name: 'RUN', help: 'name, part of one, id, path, or latest', completes: 'run' }],
  async run(context, { args }) {
    const workspace = await context.workspace()
    const view = showRun(workspace, locateRun(workspace, args[0] ?? '', context.cwd))
    return { data: view, text: renderRun(view, context) }
  },
})
