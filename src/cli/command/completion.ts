import { RundirError } from '../../error/rundir-error.js'
import { defineCommand } from '../command.js'
import { completionScript, SHELLS } from '../completion.js'

export const command = defineCommand({
  summary: 'Print a completion script',
  examples: [
    'source <(rundir completion bash)',
    'rundir completion zsh > "${fpath[1]}/_rundir"',
    'rundir completion fish | source',
  ],
  flags: {},
  args: [{ name: 'SHELL', help: SHELLS.join(', ') }],
  async run(_, { args }) {
    const shell = SHELLS.find((name) => name === args[0])
    if (shell !== undefined) return { data: { shell, script: completionScript(shell) }, text: completionScript(shell) }
    throw new RundirError('FLAG_INVALID', `there is no completion for "${args[0]}"`, {
      hint: `one of ${SHELLS.join(', ')}`,
    })
  },
})
