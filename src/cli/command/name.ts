import { previewName } from '../../workspace/launch/name.js'
import { defineCommand } from '../command.js'
import { NAMING_FLAGS, namingRequest } from '../run-flags.js'

export const command = defineCommand({
  summary: 'Preview the name that the next run would get; nothing is claimed',
  examples: [
    'rundir name --model Qwen2-7B --dataset alpaca',
    'rundir name --profile dev --json',
    'rundir name --project segmentation',
  ],
  flags: NAMING_FLAGS,
  args: [{ name: 'KEY=VALUE', help: 'overrides of the configuration', optional: true, repeated: true }],
  async run(context, { flags, args }) {
    const workspace = await context.workspace()
    const preview = await previewName(workspace, namingRequest(flags, args, context.cwd))
    for (const text of preview.notices) context.notice(text)
    const { name, prefix, number, layout, dir } = preview
    return { data: { name, prefix, number, layout, dir }, text: name }
  },
})
