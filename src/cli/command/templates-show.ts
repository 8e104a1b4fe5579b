import { loadTemplate } from '../../workspace/specialist/templates.js'
import { defineCommand } from '../command.js'
import { TEMPLATE_ARGUMENT, VERSION_FLAG } from '../template-flags.js'

export const command = defineCommand({
  summary: 'Print the template that a specialist is loaded from: the latest enriched one, else the template itself',
  examples: ['rundir templates show nextjs-specialist', 'rundir templates show @org/nextjs-specialist --json'],
  flags: VERSION_FLAG,
  args: [TEMPLATE_ARGUMENT],
  async run(context, { flags, args }) {
    const loaded = loadTemplate(await context.workspace(), args[0] ?? '', flags.version)
    const { text, ...data } = loaded
    context.notice(context.style.dim(loaded.path))
    return { data, text: text.trimEnd() }
  },
})
