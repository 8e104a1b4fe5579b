import { EXAMPLES, type Example, initWorkspace } from '../../workspace/init.js'
import { defineCommand } from '../command.js'
import { templatesFolder } from '../resources.js'

export const command = defineCommand({
  summary: 'Make a workspace here: a rundir.yaml, and .gitignore lines',
  details: 'Nothing that exists is changed, but for lines added to .gitignore.',
  examples: [
    'rundir init',
    'rundir init --project segmentation',
    'rundir init --wrappers',
    'rundir init --example gpt',
  ],
  flags: {
    project: { type: 'text', short: 'p', value: 'P', help: 'name of the project (default: of the folder)' },
    wrappers: {
      type: 'boolean',
      help: 'also run_pipeline.bat and docker-compose.yml, which take every name from rundir env',
    },
    example: {
      type: 'text',
      value: 'NAME',
      choices: Object.keys(EXAMPLES),
      help: 'also a working example: gpt (profiles and a trainer), evaluation or benchmark',
    },
  },
  args: [],
  async run(context, { flags }) {
    const { project, wrappers } = flags
    const example = flags.example as Example | undefined
    const result = initWorkspace({ folder: context.cwd, project, wrappers, example, templates: templatesFolder() })
    for (const text of [...result.notices, `next: ${result.next}`]) context.notice(text)
    const lines = result.made.map((path) => `${context.style.green('made')}  ${path}`)
    for (const path of result.kept) lines.push(`${context.style.dim('kept')}  ${path}`)
    return { data: result, text: lines.join('\n') }
  },
})
