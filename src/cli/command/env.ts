import { printVariables, VARIABLE_FORMATS, type VariableFormat } from '../../run/quoting.js'
import { runVariables } from '../../workspace/variables.js'
import { defineCommand } from '../command.js'

export const command = defineCommand({
  summary: 'Print the variables of a run for a shell or a file',
  details: 'Values are quoted for the format, so that none of them can run a command.',
  examples: [
    'eval "$(rundir env latest --format sh)"',
    'rundir env latest > .env',
    'rundir env latest --format github >> "$GITHUB_OUTPUT"',
  ],
  flags: {
    format: {
      type: 'text',
      value: 'F',
      choices: VARIABLE_FORMATS,
      help: `${VARIABLE_FORMATS.join(', ')} (default dotenv)`,
    },
  },
  args: [{ name: 'RUN', help: 'name, part of one, id, path, or latest', completes: 'run' }],
  async run(context, { flags, args }) {
    const workspace = await context.workspace()
    const variables = runVariables(workspace, args[0] ?? '', context.cwd)
    const format = (flags.format ?? 'dotenv') as VariableFormat
    return { data: variables, text: printVariables(variables, format).replace(/\n$/, '') }
  },
})
