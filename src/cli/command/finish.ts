import { TERMINAL_STATUSES, type TerminalStatus } from '../../run/status.js'
import { finishRun } from '../../workspace/launch/finish.js'
import { showRun } from '../../workspace/look/show.js'
import { defineCommand } from '../command.js'
import { printable } from '../render/style.js'

export const command = defineCommand({
  summary: 'End a run that was made with rundir new, and seal it',
  examples: ['rundir finish latest', 'rundir finish latest --status failed'],
  flags: {
    status: { type: 'text', value: 'S', choices: TERMINAL_STATUSES, help: 'completed (default), failed or cancelled' },
  },
  args: [{ name: 'RUN', help: 'name, part of one, id, path, or latest', completes: 'run' }],
  async run(context, { flags, args }) {
    const workspace = await context.workspace()
    const status = (flags.status ?? 'completed') as TerminalStatus
    const run = await finishRun(workspace, { run: args[0] ?? '', cwd: context.cwd, status }, (text) =>
      context.notice(text),
    )
    return { data: showRun(workspace, run.dir), text: `${printable(run.manifest.name)} ${run.status}` }
  },
})
