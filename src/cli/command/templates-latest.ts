import { latestTemplate } from '../../workspace/specialist/templates.js'
import { defineCommand } from '../command.js'
import { TEMPLATE_ARGUMENT, VERSION_FLAG } from '../template-flags.js'

export const command = defineCommand({
  summary: 'Print the path of the latest enriched template',
  examples: ['rundir templates latest nextjs-specialist', 'rundir templates latest nextjs-specialist --version 0.0.2'],
  flags: VERSION_FLAG,
  args: [TEMPLATE_ARGUMENT],
  async run(context, { flags, args }) {
    const latest = latestTemplate(await context.workspace(), args[0] ?? '', flags.version)
    return { data: latest, text: latest.path }
  },
})
